package dev.quern.executor.formats.parquet;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.MemoryPool;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.parquet.format.Type;

/**
 * The batches of one row group until they are written, and their reservation. Owns both; closing it
 * frees them. Used by one thread at a time.
 */
final class PendingRowGroup implements AutoCloseable {
  private final List<WrittenColumn> columns;
  private final MemoryPool.Reservation reservation;
  private final List<Batch> batches = new ArrayList<>();
  private final long[] columnBytes;
  private int rowCount;
  private long sizeBytes;

  PendingRowGroup(List<WrittenColumn> columns, MemoryPool pool) {
    this.columns = columns;
    this.reservation = pool.open("parquet row group", false);
    this.columnBytes = new long[columns.size()];
  }

  int rowCount() {
    return rowCount;
  }

  /** Returns the bytes of all batches. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** Reserves so many bytes for a batch, or returns false. */
  boolean tryReserve(long bytes) {
    return reservation.tryGrow(bytes);
  }

  /** Gives back what was reserved for a batch that is not added after all. */
  void giveBack(long bytes) {
    reservation.shrink(bytes);
  }

  /** Takes ownership of {@code batch}. */
  void add(Batch batch) {
    batches.add(batch);
    for (int i = 0; i < columnBytes.length; i++) {
      columnBytes[i] += ColumnBlock.bytesOf(columns.get(i), batch.vector(i));
    }
    rowCount += batch.rowCount();
    sizeBytes += batch.sizeBytes();
  }

  /** Returns the most bytes that the values of one column take in a {@link ColumnBlock}. */
  long largestColumnBytes() {
    long largest = 0;
    for (long bytes : columnBytes) {
      largest = Math.max(largest, bytes);
    }
    return largest;
  }

  /** Returns what {@link #largestColumnBytes} would be with one batch more. */
  long largestColumnBytesWith(Batch batch) {
    long largest = 0;
    for (int i = 0; i < columnBytes.length; i++) {
      long added = ColumnBlock.bytesOf(columns.get(i), batch.vector(i));
      largest = Math.max(largest, columnBytes[i] + added);
    }
    return largest;
  }

  /** Returns no less than the bytes of the longest value of any column. Looks at every text. */
  int longestValueBytes() {
    int longest = 0;
    for (int i = 0; i < columns.size(); i++) {
      WrittenColumn column = columns.get(i);
      longest = Math.max(longest, column.width());
      if (column.physical() == Type.BYTE_ARRAY) {
        for (Batch batch : batches) {
          longest = Math.max(longest, longestText(batch.vector(i)));
        }
      }
    }
    return longest;
  }

  private static int longestText(FieldVector vector) {
    ArrowBuf offsets = vector.getOffsetBuffer();
    int longest = 0;
    int start = offsets.getInt(0);
    for (int row = 1; row <= vector.getValueCount(); row++) {
      int end = offsets.getInt((long) row * Integer.BYTES);
      longest = Math.max(longest, end - start);
      start = end;
    }
    return longest;
  }

  /** Returns the column's vectors, one of each batch, still owned by this. */
  List<FieldVector> vectors(int columnIndex) {
    List<FieldVector> vectors = new ArrayList<>(batches.size());
    for (Batch batch : batches) {
      vectors.add(batch.vector(columnIndex));
    }
    return vectors;
  }

  @Override
  public void close() {
    batches.forEach(Batch::close);
    batches.clear();
    reservation.close();
  }
}
