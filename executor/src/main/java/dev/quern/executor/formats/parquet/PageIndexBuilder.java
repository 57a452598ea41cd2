package dev.quern.executor.formats.parquet;

import dev.quern.executor.formats.files.FileOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;

/**
 * Collects what the page index tells of the data pages of one column chunk, and writes it between
 * the pages and the footer of the file. One page needs no index: the chunk's statistics tell as
 * much.
 */
final class PageIndexBuilder {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final ColumnChunk chunk;
  private final OffsetIndex places = new OffsetIndex(new ArrayList<>());
  private final ColumnIndex values =
      new ColumnIndex(
          new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), BoundaryOrder.UNORDERED);
  private boolean hasAllBounds = true;

  /** Collects for {@code chunk}, which is told where its index is when that is written. */
  PageIndexBuilder(ColumnChunk chunk) {
    this.chunk = chunk;
  }

  /**
   * Adds the next page.
   *
   * @param bytes header included
   * @param statistics without bounds if the page has no value, or none that can be ordered
   */
  void add(long offset, int bytes, long firstRow, boolean isAllNull, Statistics statistics) {
    places.addToPage_locations(new PageLocation(offset, bytes, firstRow));
    values.addToNull_pages(isAllNull);
    values.addToNull_counts(statistics.getNull_count());
    boolean hasBounds = statistics.isSetMin_value() && statistics.isSetMax_value();
    hasAllBounds &= isAllNull || hasBounds;
    values.addToMin_values(hasBounds ? statistics.bufferForMin_value() : NONE);
    values.addToMax_values(hasBounds ? statistics.bufferForMax_value() : NONE);
  }

  private boolean isUseful() {
    return hasAllBounds && places.getPage_locationsSize() > 1;
  }

  void writeColumnIndex(FileOutput output) throws IOException {
    if (isUseful()) {
      ByteArrayOutputStream encoded = new ByteArrayOutputStream();
      Util.writeColumnIndex(values, encoded);
      chunk.setColumn_index_offset(output.position());
      chunk.setColumn_index_length(encoded.size());
      output.write(ByteBuffer.wrap(encoded.toByteArray()));
    }
  }

  void writeOffsetIndex(FileOutput output) throws IOException {
    if (isUseful()) {
      ByteArrayOutputStream encoded = new ByteArrayOutputStream();
      Util.writeOffsetIndex(places, encoded);
      chunk.setOffset_index_offset(output.position());
      chunk.setOffset_index_length(encoded.size());
      output.write(ByteBuffer.wrap(encoded.toByteArray()));
    }
  }
}
