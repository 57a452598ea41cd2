package dev.quern.executor.operators.window;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.WindowCall.Bound;
import dev.quern.plan.nodes.WindowCall.BoundKind;
import dev.quern.plan.nodes.WindowCall.Unit;
import dev.quern.plan.nodes.WindowNode;
import java.math.BigDecimal;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes the ends of frames. */
final class FrameBounds {
  private static final long FARTHEST = 1L << 60;

  private FrameBounds() {}

  /**
   * Returns the given end of a frame.
   *
   * @param isEnd whether it is the end and not the start
   * @throws QueryException INVALID_ARGUMENT if the offset is null or negative
   */
  static FrameBound create(
      Unit unit,
      Bound bound,
      boolean isEnd,
      WindowNode node,
      Partition partition,
      SegmentedRows rows) {
    switch (bound.kind()) {
      case UNBOUNDED_PRECEDING:
        return new DirectBound(row -> partition.start());
      case UNBOUNDED_FOLLOWING:
        return new DirectBound(row -> partition.end());
      case CURRENT_ROW:
        return unit == Unit.ROWS
            ? new DirectBound(row -> isEnd ? row + 1 : row)
            : new PeersBound(new PeerGroup(partition, rows), isEnd);
      case PRECEDING:
      case FOLLOWING:
        return withOffset(unit, bound, isEnd, node, partition, rows);
    }
    throw new IllegalStateException("unknown bound: " + bound.kind());
  }

  private static FrameBound withOffset(
      Unit unit,
      Bound bound,
      boolean isEnd,
      WindowNode node,
      Partition partition,
      SegmentedRows rows) {
    Literal offset = checked(bound.offset());
    int sign = bound.kind() == BoundKind.FOLLOWING ? 1 : -1;
    switch (unit) {
      case ROWS:
        long distance = sign * rowCount(offset) + (isEnd ? 1 : 0);
        return new DirectBound(row -> row + distance);
      case GROUPS:
        long groups = sign * rowCount(offset) + (isEnd ? 1 : 0);
        return new GroupsBound(groups, partition, rows);
      case RANGE:
        return new RangeBound(offset, sign, isEnd, node, partition, rows);
    }
    throw new IllegalStateException("unknown unit: " + unit);
  }

  private static Literal checked(@Nullable Literal offset) {
    Object value = offset == null ? null : offset.value();
    if (offset == null || value == null) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "Offset of a window frame must not be null");
    }
    boolean isNegative =
        value instanceof BigDecimal decimal
            ? decimal.signum() < 0
            : !(((Number) value).doubleValue() >= 0);
    if (isNegative) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Offset of a window frame must not be negative: offset=" + value);
    }
    return offset;
  }

  /** Returns a number of rows or groups; more than there can be stand for the largest. */
  private static long rowCount(Literal offset) {
    Object value = offset.value();
    double number = value == null ? 0 : ((Number) value).doubleValue();
    return number >= 0x1p60 ? FARTHEST : (long) number;
  }

  /** A bound that follows from the current row and the partition alone. */
  private record DirectBound(LongUnaryOperator rule) implements FrameBound {
    @Override
    public void beginPartition() {}

    @Override
    public long find(long row) {
      return rule.applyAsLong(row);
    }
  }

  /** The first or behind the last peer of the current row. */
  private record PeersBound(PeerGroup peers, boolean isEnd) implements FrameBound {
    @Override
    public void beginPartition() {
      peers.beginPartition();
    }

    @Override
    public long find(long row) {
      peers.moveTo(row);
      return isEnd ? peers.end() : peers.start();
    }

    @Override
    public void close() {
      peers.close();
    }
  }
}
