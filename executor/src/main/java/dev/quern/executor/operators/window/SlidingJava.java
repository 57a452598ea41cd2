package dev.quern.executor.operators.window;

import dev.quern.executor.expressions.functions.user.UserAggregateCall;
import dev.quern.executor.memory.ColumnAddresses;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * An aggregate of the program. Rows cannot be taken out of its state, so a frame whose start moves
 * is computed anew. The state of the frame is an object on the Java heap.
 */
final class SlidingJava implements SlidingAggregate {
  private final List<Integer> columns;
  private final UserAggregateCall call;
  private final SegmentCursor cursor;
  private final List<ColumnAddresses> arguments = new ArrayList<>();
  private Object state;

  SlidingJava(List<Integer> columns, UserAggregateCall call, SegmentedRows rows) {
    this.columns = columns;
    this.call = call;
    this.cursor = new SegmentCursor(rows);
    this.state = call.create();
  }

  @Override
  public void clear() {
    state = call.create();
  }

  @Override
  public boolean canRemove() {
    return false;
  }

  @Override
  public void add(long row) {
    int index = cursor.seek(row);
    arguments.clear();
    for (int column : columns) {
      arguments.add(cursor.column(column));
    }
    if (UserAggregateCall.counts(arguments, index)) {
      state = call.accumulate(state, arguments, index);
    }
  }

  @Override
  public void remove(long row) {
    throw new IllegalStateException("rows cannot be taken out of an aggregate of the program");
  }

  @Override
  public void write(long row, ResultColumn output) {
    Object result = call.finish(state);
    if (result instanceof Long number) {
      output.putLong(row, number);
    } else if (result instanceof Double number) {
      output.putDouble(row, number);
    } else if (result instanceof BigInteger wide) {
      output.putWide(row, wide.longValue(), wide.shiftRight(Long.SIZE).longValue());
    } else if (result instanceof byte[] bytes) {
      output.putBytes(row, bytes);
    }
  }

  @Override
  public void close() {
    cursor.close();
  }
}
