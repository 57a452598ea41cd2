package dev.quern.executor.formats.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TBase;

/**
 * Reads the page index of column chunks: a ColumnIndex with smallest and largest value of each page
 * and an OffsetIndex with its place and first row, both Thrift structures between pages and footer.
 */
final class PageIndexReader {
  /** A longer index costs more than it is likely to save. */
  private static final int MAX_INDEX_BYTES = 4 << 20;

  private final ChunkSource source;

  PageIndexReader(ChunkSource source) {
    this.source = source;
  }

  /**
   * Returns what the index tells of the pages of a chunk of {@code rows} rows; null if there is
   * none, or one that does not fit the chunk.
   *
   * @throws dev.quern.plan.errors.QueryException MALFORMED_FILE if it cannot be read
   */
  @Nullable PageRanges read(LeafColumn leaf, ColumnChunk chunk, long rows) {
    if (!chunk.isSetColumn_index_offset() || !chunk.isSetOffset_index_offset()) {
      return null;
    }
    int columnIndexBytes = chunk.getColumn_index_length();
    int offsetIndexBytes = chunk.getOffset_index_length();
    if (columnIndexBytes > MAX_INDEX_BYTES || offsetIndexBytes > MAX_INDEX_BYTES) {
      return null;
    }
    ColumnIndex values = new ColumnIndex();
    OffsetIndex places = new OffsetIndex();
    readInto(values, leaf, chunk.getColumn_index_offset(), columnIndexBytes);
    readInto(places, leaf, chunk.getOffset_index_offset(), offsetIndexBytes);
    long[] firstRows =
        places.getPage_locations().stream().mapToLong(PageLocation::getFirst_row_index).toArray();
    return fits(values, firstRows, rows)
        ? new PageRanges(firstRows, ranges(leaf, values, firstRows, rows))
        : null;
  }

  private void readInto(TBase<?, ?> structure, LeafColumn leaf, long offset, int length) {
    String path = source.footer().path();
    if (offset < 0 || length <= 0 || offset > source.footer().fileBytes() - length) {
      throw FileErrors.malformedColumn(
          path,
          leaf.name(),
          offset,
          "page index of " + length + " bytes outside of the file",
          null);
    }
    try (DirectBuffer buffer = source.memory().direct(length)) {
      ByteBuffer target = buffer.range(0, length);
      while (target.hasRemaining()) {
        int count = source.channel().read(target, offset + target.position());
        if (count < 0) {
          throw FileErrors.malformed(path, offset + target.position(), "file was cut short", null);
        }
        source.bytesRead().accept(count);
      }
      new ThriftReader(buffer.address(), length).read(structure);
    } catch (CorruptDataException | ThriftReader.EndOfBytesException e) {
      throw FileErrors.malformedColumn(path, leaf.name(), offset, "page index is damaged", e);
    } catch (IOException e) {
      throw FileErrors.failed(path, e);
    }
  }

  private static boolean fits(ColumnIndex values, long[] firstRows, long rows) {
    int pages = firstRows.length;
    boolean fits =
        pages > 0
            && firstRows[0] == 0
            && firstRows[pages - 1] < rows
            && values.getNull_pagesSize() == pages
            && values.getMin_valuesSize() == pages
            && values.getMax_valuesSize() == pages;
    for (int page = 1; page < pages; page++) {
      fits &= firstRows[page - 1] < firstRows[page];
    }
    return fits;
  }

  private static List<ColumnRange> ranges(
      LeafColumn leaf, ColumnIndex values, long[] firstRows, long rows) {
    boolean hasNullCounts = values.getNull_countsSize() == firstRows.length;
    List<ColumnRange> ranges = new ArrayList<>();
    for (int page = 0; page < firstRows.length; page++) {
      if (values.getNull_pages().get(page)) {
        ranges.add(ColumnRange.ALL_NULL);
        continue;
      }
      Statistics statistics = new Statistics();
      statistics.setMin_value(values.getMin_values().get(page));
      statistics.setMax_value(values.getMax_values().get(page));
      if (hasNullCounts) {
        statistics.setNull_count(values.getNull_counts().get(page));
      }
      long end = page + 1 < firstRows.length ? firstRows[page + 1] : rows;
      ranges.add(ColumnRange.of(leaf, statistics, end - firstRows[page]));
    }
    return ranges;
  }
}
