package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.RowCursor;
import dev.quern.executor.memory.RowReader;
import dev.quern.plan.nodes.JoinKind;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Emits, after all probe rows, what a join emits of its held rows alone. */
final class HeldRows {
  private final JoinShape shape;
  private final RowReader reader;
  private final PairColumns pairs;
  private final RowCursor cursor;
  private final BufferAllocator allocator;
  private final long[] found;
  private final long[] wanted;
  private final int mostRows;
  private final int[] noRows = new int[0];
  private final List<Integer> allColumns;

  HeldRows(JoinSetup setup, JoinTable table, RowReader reader) {
    this.shape = setup.shape();
    this.reader = reader;
    this.allocator = setup.allocator();
    this.pairs = new PairColumns(shape, reader, allocator);
    this.cursor = table.rows();
    this.mostRows = new BatchBound(setup.context()).rows(table.longestRowBytes());
    this.found = new long[mostRows];
    this.wanted = new long[found.length];
    this.allColumns = IntStream.range(0, shape.output().size()).boxed().toList();
  }

  /** Returns the next rows, which the caller owns, or null. */
  @Nullable Batch next() {
    if (!shape.tracksBuild()) {
      return null;
    }
    boolean wantsMatched = shape.kind() == JoinKind.SEMI;
    for (int count = cursor.next(found, mostRows);
        count > 0;
        count = cursor.next(found, mostRows)) {
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (JoinTable.isMatched(found[i]) == wantsMatched) {
          wanted[kept++] = found[i];
        }
      }
      if (kept > 0) {
        return shape.padsBuild()
            ? pairs.read(allColumns, shape.output(), null, noRows, wanted, kept)
            : reader.read(shape.output(), wanted, 0, kept, allocator);
      }
    }
    return null;
  }
}
