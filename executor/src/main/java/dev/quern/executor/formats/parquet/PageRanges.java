package dev.quern.executor.formats.parquet;

import java.util.Arrays;
import java.util.List;

/**
 * What a page index tells of one column chunk.
 *
 * @param firstRows first row of each page, from 0 on, ascending
 * @param ranges what is known of the values of each page
 */
record PageRanges(long[] firstRows, List<ColumnRange> ranges) {
  /** Returns what is known of the page that {@code row} is in. */
  ColumnRange at(long row) {
    int place = Arrays.binarySearch(firstRows, row);
    return ranges.get(place >= 0 ? place : -place - 2);
  }
}
