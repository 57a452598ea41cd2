package dev.quern.executor.formats.parquet;

import java.util.ArrayList;
import java.util.List;

/** Some of the rows of a row group: ranges, ascending, with rows between any two. Immutable. */
final class RowRanges {
  private final List<Range> ranges;
  private final long rowCount;

  private record Range(long start, long end) {}

  private RowRanges(List<Range> ranges, long rowCount) {
    this.ranges = List.copyOf(ranges);
    this.rowCount = rowCount;
  }

  /** Returns all rows of a row group of {@code rowCount} rows. */
  static RowRanges all(long rowCount) {
    return new RowRanges(List.of(new Range(0, rowCount)), rowCount);
  }

  /** Returns the first of these rows that is {@code row} or later; the row count if none is. */
  long firstFrom(long row) {
    for (Range range : ranges) {
      if (row < range.end) {
        return Math.max(row, range.start);
      }
    }
    return rowCount;
  }

  /** Returns the first row behind {@code row}, one of these, that is not one of them. */
  long endOf(long row) {
    for (Range range : ranges) {
      if (row < range.end) {
        return range.end;
      }
    }
    throw new IllegalArgumentException("not one of the rows: " + row);
  }

  /** Collects ranges in ascending order. */
  static final class Builder {
    private final List<Range> ranges = new ArrayList<>();

    /** Adds rows {@code [start, end)}, none of which is in front of one added before. */
    void add(long start, long end) {
      int last = ranges.size() - 1;
      if (last >= 0 && ranges.get(last).end == start) {
        ranges.set(last, new Range(ranges.get(last).start, end));
      } else {
        ranges.add(new Range(start, end));
      }
    }

    RowRanges build(long rowCount) {
      return new RowRanges(ranges, rowCount);
    }
  }
}
