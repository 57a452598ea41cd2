package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.nodes.JoinKind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Emits what a join emits of probe rows alone, once it is known which of them have a match. */
final class UnpairedRows {
  private final JoinShape shape;
  private final JoinKeys keys;
  private final BuildFacts facts;
  private final PairColumns pairs;
  private final BufferAllocator allocator;
  private final List<Integer> allColumns;

  UnpairedRows(
      JoinShape shape,
      JoinKeys keys,
      BuildFacts facts,
      PairColumns pairs,
      BufferAllocator allocator) {
    this.shape = shape;
    this.keys = keys;
    this.facts = facts;
    this.pairs = pairs;
    this.allocator = allocator;
    this.allColumns = IntStream.range(0, shape.output().size()).boxed().toList();
  }

  /** Returns the rows due of a batch, which stays open, or null if that is none. */
  @Nullable Batch read(Batch batch, boolean[] matched) {
    if (!shape.tracksProbe()) {
      return null;
    }
    if (shape.kind() == JoinKind.MARK) {
      return Marks.append(
          batch, matched, unknownMatches(batch, matched), shape.output(), allocator);
    }
    boolean[] unknown =
        shape.nullAware() ? unknownMatches(batch, matched) : new boolean[batch.rowCount()];
    boolean wanted = shape.kind() == JoinKind.SEMI;
    int[] rows = new int[batch.rowCount()];
    int count = 0;
    for (int row = 0; row < batch.rowCount(); row++) {
      if (matched[row] == wanted && !unknown[row]) {
        rows[count++] = row;
      }
    }
    if (count == 0) {
      return null;
    }
    return shape.padsProbe()
        ? pairs.read(allColumns, shape.output(), batch, rows, new long[count], count)
        : VectorGather.gather(batch, rows, 0, count, allocator);
  }

  /** Returns for each row whether it has no match but was compared with a null. */
  private boolean[] unknownMatches(Batch batch, boolean[] matched) {
    boolean[] unknown = new boolean[batch.rowCount()];
    if (facts.empty()) {
      return unknown;
    }
    Arrays.fill(unknown, true);
    if (!facts.hasNullKey()) {
      int[] rows = new int[batch.rowCount()];
      int matchable = keys.selectMatchable(keys.addresses(batch), batch.rowCount(), rows);
      for (int i = 0; i < matchable; i++) {
        unknown[rows[i]] = false;
      }
    }
    for (int row = 0; row < unknown.length; row++) {
      unknown[row] &= !matched[row];
    }
    return unknown;
  }
}
