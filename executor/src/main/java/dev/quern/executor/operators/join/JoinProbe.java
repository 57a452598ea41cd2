package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.RowReader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Joins one probe batch after the other with a {@link JoinTable}. Pairs are made in bounded
 * numbers, however many matches a row has. Not thread-safe.
 */
final class JoinProbe implements AutoCloseable {
  private final JoinShape shape;
  private final JoinKeys keys;
  private final JoinTable table;
  private final @Nullable Residual residual;
  private final @Nullable ProbeMarks marks;
  private final PairColumns pairs;
  private final UnpairedRows unpaired;
  private final List<Integer> allColumns;
  private final JoinTable.ProbeScratch scratch = new JoinTable.ProbeScratch();
  private final BatchBound bound;
  private final int[] pairRows;
  private final long[] pairAddresses;

  private @Nullable Batch probe;
  private long[] heads = new long[0];
  private boolean[] matched = new boolean[0];
  private int row;
  private long address;
  private boolean pairsDone;
  private int mostPairs;

  /**
   * @param facts about the whole build side, of which the table may be a part
   * @param marks takes which rows have a match, where only all parts together can tell; then
   *     nothing is emitted of probe rows alone
   */
  JoinProbe(JoinSetup setup, JoinTable table, BuildFacts facts, @Nullable ProbeMarks marks) {
    this.shape = setup.shape();
    this.keys = setup.probeKeys();
    this.table = table;
    this.residual = setup.residual();
    this.marks = marks;
    this.pairs = new PairColumns(shape, new RowReader(table.layout()), setup.allocator());
    this.unpaired = new UnpairedRows(shape, keys, facts, pairs, setup.allocator());
    this.allColumns = IntStream.range(0, shape.output().size()).boxed().toList();
    this.bound = new BatchBound(setup.context());
    this.pairRows = new int[setup.batchRows()];
    this.pairAddresses = new long[pairRows.length];
  }

  /** Begins with the next probe batch, of which it takes ownership. */
  void start(Batch batch) {
    probe = batch;
    int rowCount = batch.rowCount();
    if (heads.length < rowCount) {
      heads = new long[rowCount];
      matched = new boolean[rowCount];
    }
    table.find(scratch, keys.addresses(batch), rowCount, heads);
    row = 0;
    address = 0;
    pairsDone = false;
    mostPairs = bound.rows(BatchBound.longestRow(batch) + table.longestRowBytes());
    Arrays.fill(matched, 0, rowCount, false);
    if (residual == null && shape.tracksProbe()) {
      for (int i = 0; i < rowCount; i++) {
        matched[i] = heads[i] != 0;
      }
      pairsDone = shape.selects();
    }
  }

  /** Returns the next rows of the current probe batch, or null if it is used up. */
  @Nullable Batch next() {
    if (probe == null) {
      return null;
    }
    while (!pairsDone) {
      int count = nextPairs();
      if (count > 0) {
        return pairs.read(allColumns, shape.output(), probe, pairRows, pairAddresses, count);
      }
    }
    Batch result = probeRows(probe);
    release();
    return result;
  }

  /** Finds the next pairs to be emitted; notes which rows have a match. */
  private int nextPairs() {
    int count = residual == null ? fillAll() : fillCandidates();
    if (residual != null && probe != null) {
      count = residual.retain(pairs, probe, pairRows, pairAddresses, count);
      if (shape.tracksProbe()) {
        for (int i = 0; i < count; i++) {
          matched[pairRows[i]] = true;
        }
      }
    }
    if (shape.tracksBuild()) {
      for (int i = 0; i < count; i++) {
        if (pairAddresses[i] != 0) {
          JoinTable.setMatched(pairAddresses[i]);
        }
      }
    }
    return shape.emitsPairs() ? count : 0;
  }

  /** Fills the arrays with pairs that all match, and with address 0 for rows to be padded. */
  private int fillAll() {
    int rowCount = rowCount();
    boolean pads = padsInPlace();
    int count = 0;
    while (row < rowCount && count < mostPairs) {
      if (address == 0) {
        address = heads[row];
        if (address == 0) {
          if (pads) {
            pairRows[count] = row;
            pairAddresses[count++] = 0;
          }
          row++;
          continue;
        }
        if (shape.selects() && JoinTable.isMatched(address)) {
          // All rows of a key are marked together, and nothing else is wanted of them.
          address = 0;
          row++;
          continue;
        }
      }
      count = followChain(count);
    }
    pairsDone = row == rowCount;
    return count;
  }

  /** Fills the arrays with pairs of equal keys, which the residual condition has yet to accept. */
  private int fillCandidates() {
    int rowCount = rowCount();
    boolean once = shape.selects() && !shape.buildLeft();
    int count = 0;
    while (row < rowCount && count < mostPairs) {
      if (address == 0) {
        address = heads[row];
      }
      if (address == 0 || (once && matched[row])) {
        address = 0;
        row++;
        continue;
      }
      count = followChain(count);
    }
    pairsDone = row == rowCount;
    return count;
  }

  /** Adds pairs of the current row from the current address on, as far as there is room. */
  private int followChain(int from) {
    int count = from;
    while (address != 0 && count < mostPairs) {
      pairRows[count] = row;
      pairAddresses[count++] = address;
      address = JoinTable.next(address);
    }
    if (address == 0) {
      row++;
    }
    return count;
  }

  private int rowCount() {
    return probe == null ? 0 : probe.rowCount();
  }

  /**
   * Returns whether rows without a match are emitted among the pairs, in the order of the input.
   */
  private boolean padsInPlace() {
    return shape.padsProbe() && residual == null && marks == null;
  }

  /** Returns what is emitted of a probe batch after its pairs, or null if that is nothing. */
  private @Nullable Batch probeRows(Batch batch) {
    if (marks != null) {
      marks.add(matched, batch.rowCount());
      return null;
    }
    return padsInPlace() ? null : unpaired.read(batch, matched);
  }

  private void release() {
    if (probe != null) {
      probe.close();
      probe = null;
    }
  }

  @Override
  public void close() {
    release();
  }
}
