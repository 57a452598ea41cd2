package dev.quern.executor.formats.parquet;

import java.util.Arrays;
import java.util.List;

/** What a page index tells of one column chunk. Immutable. */
final class PageRanges {
  private final long[] firstRows;
  private final List<ColumnRange> ranges;

  /**
   * Makes the ranges of a chunk's pages.
   *
   * @param firstRows first row of each page, from 0 on, ascending; not changed by the caller
   *     afterwards
   * @param ranges what is known of the values of each page
   */
  PageRanges(long[] firstRows, List<ColumnRange> ranges) {
    this.firstRows = firstRows;
    this.ranges = List.copyOf(ranges);
  }

  /** Returns the first row of each page, ascending; not to be changed. */
  long[] firstRows() {
    return firstRows;
  }

  /** Returns what is known of the page that {@code row} is in. */
  ColumnRange at(long row) {
    int place = Arrays.binarySearch(firstRows, row);
    return ranges.get(place >= 0 ? place : -place - 2);
  }
}
