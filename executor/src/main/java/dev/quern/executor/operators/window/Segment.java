package dev.quern.executor.operators.window;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.plan.errors.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A batch of the sorted input as {@link SegmentedRows} keeps it: in memory, on disk, or both. What
 * is computed from the rows is there only while they are in memory.
 */
final class Segment {
  private final long firstRow;
  private final int rowCount;
  private final long sizeBytes;
  private final boolean beginsPartition;
  private final boolean beginsPeers;
  private @Nullable Batch batch;
  private @Nullable List<ColumnAddresses> columns;
  private long[] partitionStarts = new long[0];
  private long[] peerStarts = new long[0];
  private SegmentFile.@Nullable Place place;
  private int pins;

  /**
   * @param firstRow its number among all rows of the input
   * @param beginsPartition whether the first row begins a partition
   * @param beginsPeers whether the first row differs in its order keys from the row before
   */
  Segment(
      long firstRow, int rowCount, long sizeBytes, boolean beginsPartition, boolean beginsPeers) {
    this.firstRow = firstRow;
    this.rowCount = rowCount;
    this.sizeBytes = sizeBytes;
    this.beginsPartition = beginsPartition;
    this.beginsPeers = beginsPeers;
  }

  long firstRow() {
    return firstRow;
  }

  int rowCount() {
    return rowCount;
  }

  long endRow() {
    return firstRow + rowCount;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  boolean isInMemory() {
    return batch != null;
  }

  Batch batch() {
    return Objects.requireNonNull(batch, "rows are on disk");
  }

  List<ColumnAddresses> columns() {
    return Objects.requireNonNull(columns, "rows are on disk");
  }

  SegmentFile.@Nullable Place place() {
    return place;
  }

  void setPlace(SegmentFile.Place newPlace) {
    place = newPlace;
  }

  /** Takes the rows into memory; owns the batch from now on. */
  void load(Batch rows, KeyChanges partitionKeys, KeyChanges orderKeys) {
    batch = rows;
    columns = addresses(rows);
    partitionStarts = new long[(rowCount + 63) >>> 6];
    partitionKeys.mark(columns, rowCount, partitionStarts);
    partitionStarts[0] |= beginsPartition ? 1 : 0;
    peerStarts = partitionStarts.clone();
    orderKeys.mark(columns, rowCount, peerStarts);
    peerStarts[0] |= beginsPeers ? 1 : 0;
  }

  static List<ColumnAddresses> addresses(Batch rows) {
    List<ColumnAddresses> addresses = new ArrayList<>(rows.columnCount());
    for (int column = 0; column < rows.columnCount(); column++) {
      addresses.add(ColumnAddresses.of(rows.vector(column), rows.schema().type(column)));
    }
    return addresses;
  }

  /** Frees the rows in memory. */
  void unload() {
    if (batch != null) {
      batch.close();
      batch = null;
      columns = null;
      partitionStarts = new long[0];
      peerStarts = new long[0];
    }
  }

  /** Returns the first row at or behind {@code row} that begins a partition, or the end row. */
  long nextPartitionStart(long row) {
    return nextBit(partitionStarts, row);
  }

  /**
   * Returns the first row at or behind {@code row} that begins a group of peers, or the end row.
   */
  long nextPeerStart(long row) {
    return nextBit(peerStarts, row);
  }

  boolean isPeerStart(int index) {
    return (peerStarts[index >>> 6] >>> index & 1) != 0;
  }

  /** Returns the last row that begins a group of peers, or -1. */
  long lastPeerStart() {
    for (int word = peerStarts.length - 1; word >= 0; word--) {
      if (peerStarts[word] != 0) {
        return firstRow + 64L * word + 63 - Long.numberOfLeadingZeros(peerStarts[word]);
      }
    }
    return -1;
  }

  private long nextBit(long[] bits, long row) {
    int index = (int) (row - firstRow);
    int word = index >>> 6;
    if (word >= bits.length) {
      return endRow();
    }
    long rest = bits[word] & (-1L << index);
    while (rest == 0) {
      word++;
      if (word == bits.length) {
        return endRow();
      }
      rest = bits[word];
    }
    return firstRow + 64L * word + Long.numberOfTrailingZeros(rest);
  }

  /** Keeps the rows in memory until {@link #unpin}. */
  void pin() {
    pins++;
  }

  void unpin() {
    pins--;
    Checks.check(pins >= 0, "segment of row %s was unpinned too often: %s", firstRow, pins);
  }

  boolean isPinned() {
    return pins > 0;
  }
}
