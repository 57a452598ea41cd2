package dev.quern.executor.operators.sort;

import dev.quern.executor.operators.Closing;
import java.util.List;

/**
 * Merges sorted runs with a tree of losers: the inner nodes hold the run that lost there, the root
 * the run with the least row, so that a row costs one comparison for each level. Rows that compare
 * as equal come in the order of their runs. Owns the runs.
 */
final class RunMerger implements AutoCloseable {
  private static final int NONE = -1;

  private final RowOrder order;
  private final List<? extends SortedRun> runs;

  /** The current row of each run, 0 if it has ended. */
  private final long[] rows;

  /** The first words of these rows, so that most matches are decided without looking at rows. */
  private final long[] firstWords;

  private final boolean hasWords;

  /** Losers at 1 to runs - 1, the winner at 0. */
  private final int[] tree;

  /** A run whose block has been used up by the last call of {@link #next}. */
  private int exhausted = NONE;

  /**
   * For each run the number of the call of {@link #next} that has last gone on to a block in it.
   */
  private final long[] calls;

  private long call;
  private boolean started;

  RunMerger(RowOrder order, List<? extends SortedRun> runs) {
    this.order = order;
    this.runs = List.copyOf(runs);
    this.rows = new long[runs.size()];
    this.firstWords = new long[runs.size()];
    this.hasWords = order.wordCount() > 0;
    this.calls = new long[runs.size()];
    this.tree = new int[Math.max(1, runs.size())];
  }

  /**
   * Writes the addresses of the next rows to {@code addresses}; they stay valid until the next
   * call. Stops early where a run must load a block and cannot keep the last one, and after the row
   * that makes them longer than {@code mostBytes} together.
   *
   * @return how many; 0 at the end
   */
  int next(long[] addresses, int most, long mostBytes) {
    if (!started) {
      start();
    }
    call++;
    if (exhausted != NONE) {
      setRow(exhausted, firstOfNextBlock(exhausted));
      replay(exhausted);
      exhausted = NONE;
    }
    int count = 0;
    long bytes = 0;
    while (count < most && (count == 0 || bytes < mostBytes) && runs.size() > 0) {
      int winner = tree[0];
      if (rows[winner] == 0) {
        break;
      }
      bytes += order.layout().rowBytes(rows[winner]);
      addresses[count++] = rows[winner];
      setRow(winner, runs.get(winner).nextRow());
      if (rows[winner] == 0 && !mayGoOn(winner)) {
        exhausted = winner;
        return count;
      }
      if (rows[winner] == 0) {
        calls[winner] = call;
        setRow(winner, firstOfNextBlock(winner));
      }
      replay(winner);
    }
    return count;
  }

  /** Returns whether the rows of this call stay where they are when the run goes on to a block. */
  private boolean mayGoOn(int run) {
    return runs.get(run).keepsLastBlock() && calls[run] != call;
  }

  private void start() {
    started = true;
    for (int run = 0; run < rows.length; run++) {
      setRow(run, firstOfNextBlock(run));
    }
    if (rows.length > 0) {
      tree[0] = build(1);
    }
  }

  private void setRow(int run, long row) {
    rows[run] = row;
    firstWords[run] = hasWords && row != 0 ? RowOrder.word(row, 0) : 0;
  }

  private long firstOfNextBlock(int run) {
    return runs.get(run).nextBlock() ? runs.get(run).nextRow() : 0;
  }

  /** Plays the matches below {@code node}, whose leaves are numbered from {@code runs.size()}. */
  private int build(int node) {
    int leaves = rows.length;
    if (node >= leaves) {
      return node - leaves;
    }
    int left = build(2 * node);
    int right = build(2 * node + 1);
    boolean leftWins = isBefore(left, right);
    tree[node] = leftWins ? right : left;
    return leftWins ? left : right;
  }

  private void replay(int run) {
    int winner = run;
    for (int node = (run + rows.length) / 2; node > 0; node /= 2) {
      if (isBefore(tree[node], winner)) {
        int loser = winner;
        winner = tree[node];
        tree[node] = loser;
      }
    }
    tree[0] = winner;
  }

  private boolean isBefore(int left, int right) {
    if (rows[left] == 0 || rows[right] == 0) {
      return rows[right] == 0 && (rows[left] != 0 || left < right);
    }
    if (firstWords[left] != firstWords[right]) {
      return Long.compareUnsigned(firstWords[left], firstWords[right]) < 0;
    }
    int compared = order.compareFrom(rows[left], rows[right], 1);
    return compared != 0 ? compared < 0 : left < right;
  }

  @Override
  public void close() {
    Closing.closeAll(runs);
  }
}
