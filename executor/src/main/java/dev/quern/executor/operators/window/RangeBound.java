package dev.quern.executor.operators.window;

import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.WindowNode;

/**
 * The first row whose order key is at least, or the row behind the last one whose key is at most,
 * the current key plus or minus an offset. A null key is near to nulls only.
 */
final class RangeBound implements FrameBound {
  private static final long NONE = -1;

  private final SortKey key;
  private final boolean isEnd;
  private final RangeKey range;
  private final Partition partition;
  private final SegmentCursor current;
  private final SegmentCursor candidates;
  private long pointer;
  private long nullStart;
  private long nullEnd;

  /**
   * @param sign 1 = following, -1 = preceding
   */
  RangeBound(
      Literal offset,
      int sign,
      boolean isEnd,
      WindowNode node,
      Partition partition,
      SegmentedRows rows) {
    if (node.orderKeys().size() != 1) {
      throw new QueryException(
          ErrorCode.INVALID_QUERY,
          "RANGE with an offset needs exactly one ORDER BY key: keys=" + node.orderKeys().size());
    }
    this.key = node.orderKeys().get(0);
    this.isEnd = isEnd;
    this.partition = partition;
    this.current = new SegmentCursor(rows);
    this.candidates = new SegmentCursor(rows);
    int upwards = key.ascending() ? sign : -sign;
    boolean isLowerBound = key.ascending() != isEnd;
    this.range =
        RangeKey.create(node.input().schema().field(key.column()), offset, upwards, isLowerBound);
  }

  @Override
  public void beginPartition() {
    pointer = partition.start();
    nullStart = NONE;
  }

  @Override
  public long find(long row) {
    int index = current.seek(row);
    ColumnAddresses keys = current.column(key.column());
    if (keys.isNull(index)) {
      pointer = nullBound(row);
      return pointer;
    }
    range.moveTo(keys, index);
    while (pointer < partition.end() && liesBefore(pointer)) {
      pointer++;
    }
    return pointer;
  }

  /** Nulls are peers of each other, at the start or at the end of the partition. */
  private long nullBound(long row) {
    if (nullStart == NONE) {
      nullStart = row;
      nullEnd = key.nullsFirst() ? candidates.nextPeerStart(row, partition.end()) : partition.end();
    }
    return isEnd ? nullEnd : nullStart;
  }

  /** Returns whether a row comes before the bound that is looked for. */
  private boolean liesBefore(long row) {
    int index = candidates.seek(row);
    ColumnAddresses keys = candidates.column(key.column());
    if (keys.isNull(index)) {
      return key.nullsFirst();
    }
    int order = range.compare(keys, index);
    int forward = key.ascending() ? order : -order;
    return isEnd ? forward <= 0 : forward < 0;
  }

  @Override
  public void close() {
    current.close();
    candidates.close();
  }
}
