package dev.quern.executor.operators.sort;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowWriter;
import dev.quern.executor.memory.SpilledBlocks;
import dev.quern.executor.operators.Closing;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * A sorted source as a run: each batch is a block, copied to rows where the one before was. Where
 * memory for a whole batch is refused, or the batch is too large, it becomes several blocks of the
 * size of the floor; all but the first wait on disk.
 */
final class SourceRun implements SortedRun {
  private final BatchSource source;
  private final RowOrder order;
  private final RowWriter writer;
  private final MemoryPool.Reservation reservation;
  private final SpilledBlocks waitingRows;
  private final long pieceBytes;
  private final long mostBytes;
  private final Runnable whileWaiting;
  private final ArrayDeque<SpilledBlocks.Place> waiting = new ArrayDeque<>();
  private int[] rows = new int[0];
  private long[] addresses = new long[0];
  private long[][] words = new long[0][0];
  private long block;

  /** What the block has room for; that many bytes are reserved. */
  private long capacity;

  private long position;
  private long end;

  /**
   * Takes ownership of the source and the reservation.
   *
   * @param waitingRows takes rows for which there is no memory; shared by the runs of a merge
   * @param pieceBytes the floor of the reservation
   * @param mostBytes how large a block of a whole batch may be; at least {@code pieceBytes}
   * @param whileWaiting see {@link MemoryPool.Reservation#growOrWait}
   */
  SourceRun(
      BatchSource source,
      RowOrder order,
      MemoryPool.Reservation reservation,
      SpilledBlocks waitingRows,
      long pieceBytes,
      long mostBytes,
      Runnable whileWaiting) {
    this.source = source;
    this.order = order;
    this.writer = new RowWriter(order.layout());
    this.reservation = reservation;
    this.waitingRows = waitingRows;
    this.pieceBytes = pieceBytes;
    this.mostBytes = mostBytes;
    this.whileWaiting = whileWaiting;
  }

  @Override
  public boolean nextBlock() {
    SpilledBlocks.Place place = waiting.poll();
    if (place != null) {
      awaitRoom(place.rawBytes());
      begin(place.rawBytes());
      waitingRows.read(place, block);
      return true;
    }
    Batch batch = source.next();
    if (batch == null) {
      freeBlock();
      return false;
    }
    copy(batch);
    return true;
  }

  private void copy(Batch owned) {
    try (owned) {
      int rowCount = owned.rowCount();
      growTo(rowCount);
      writer.bind(owned.vectors(), rowCount);
      order.normalizedKeys().encode(writer.columns(), rowCount, words);
      long bytes = bytesOf(0, rowCount);
      if (bytes <= mostBytes && hasRoom(bytes)) {
        write(0, rowCount);
      } else {
        copyInPieces(rowCount);
      }
    }
  }

  /** Writes all but the first piece to disk: in memory there is never more than one. */
  private void copyInPieces(int rowCount) {
    int firstEnd = pieceEnd(0, rowCount);
    for (int from = firstEnd; from < rowCount; ) {
      int to = pieceEnd(from, rowCount);
      awaitRoom(bytesOf(from, to));
      write(from, to);
      waiting.add(waitingRows.write(block, (int) (end - block)));
      from = to;
    }
    awaitRoom(bytesOf(0, firstEnd));
    write(0, firstEnd);
  }

  /** Makes room for so many bytes where the last block was, or returns false. */
  private boolean hasRoom(long bytes) {
    if (bytes > capacity) {
      freeBlock();
      if (!reservation.tryGrow(bytes)) {
        return false;
      }
      allocate(bytes);
    }
    return true;
  }

  private void awaitRoom(long bytes) {
    if (bytes > capacity) {
      freeBlock();
      reservation.growOrWait(bytes, whileWaiting);
      allocate(bytes);
    }
  }

  /** Returns behind which row a piece is full, at least one from {@code from} on. */
  private int pieceEnd(int from, int rowCount) {
    long bytes = writer.rowBytes(from);
    int to = from + 1;
    while (to < rowCount && bytes + writer.rowBytes(to) <= pieceBytes) {
      bytes += writer.rowBytes(to);
      to++;
    }
    return to;
  }

  private long bytesOf(int from, int to) {
    long bytes = 0;
    for (int row = from; row < to; row++) {
      bytes += writer.rowBytes(row);
    }
    return bytes;
  }

  /** Makes rows {@code [from, to)} of the batch the block, which has room for them. */
  private void write(int from, int to) {
    begin(bytesOf(from, to));
    long address = block;
    for (int row = from; row < to; row++) {
      addresses[row] = address;
      address += writer.rowBytes(row);
    }
    writer.write(rows, addresses, from, to - from);
    for (int row = from; row < to; row++) {
      NormalizedKeys.store(words, row, addresses[row]);
    }
  }

  private void allocate(long bytes) {
    block = Memory.allocate(Math.max(1, bytes));
    capacity = bytes;
  }

  private void begin(long bytes) {
    position = block;
    end = block + bytes;
  }

  private void growTo(int count) {
    if (rows.length >= count) {
      return;
    }
    rows = new int[count];
    Arrays.setAll(rows, row -> row);
    addresses = new long[count];
    words = new long[order.wordCount()][count];
  }

  @Override
  public boolean keepsLastBlock() {
    return false;
  }

  @Override
  public long nextRow() {
    if (position == end) {
      return 0;
    }
    long row = position;
    position += order.layout().rowBytes(row);
    return row;
  }

  private void freeBlock() {
    if (block != 0) {
      Memory.free(block);
      reservation.shrink(capacity);
      block = 0;
      capacity = 0;
      position = 0;
      end = 0;
    }
  }

  @Override
  public void close() {
    freeBlock();
    Closing.closeAll(List.of(source, reservation));
  }
}
