package dev.quern.executor.operators.sort;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.memory.RowWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Moves the rows of one batch after the other to a {@link SortBuffer}, with their normalized keys,
 * as far as memory is granted. Does not own the buffer. Not thread-safe.
 */
final class SortInput {
  private final RowOrder order;
  private final SortBuffer buffer;
  private final MemoryPool.Reservation reservation;
  private final long floorBytes;
  private final Runnable whileWaiting;
  private final RowWriter writer;
  private long[][] words;
  private int[] rows = new int[0];
  private long[] addresses = new long[0];
  private int count;
  private int added;
  private int step;

  /**
   * @param reservation from which the buffer takes its memory
   * @param floorBytes of the reservation
   * @param whileWaiting see {@link MemoryPool.Reservation#growOrWait}
   */
  SortInput(
      RowOrder order,
      SortBuffer buffer,
      MemoryPool.Reservation reservation,
      long floorBytes,
      Runnable whileWaiting) {
    this.order = order;
    this.buffer = buffer;
    this.reservation = reservation;
    this.floorBytes = floorBytes;
    this.whileWaiting = whileWaiting;
    this.writer = new RowWriter(order.layout());
    this.words = new long[order.wordCount()][0];
  }

  /**
   * Begins with a batch, which must stay open until all its rows are in the buffer.
   *
   * @param threshold leaves rows out; null if all are wanted
   */
  void begin(Batch batch, @Nullable TopThreshold threshold) {
    int rowCount = batch.rowCount();
    growTo(rowCount);
    writer.bind(batch.vectors(), rowCount);
    order.normalizedKeys().encode(writer.columns(), rowCount, words);
    count = threshold == null ? rowCount : threshold.select(words, rowCount, rows);
    added = 0;
    step = count;
  }

  private void growTo(int rowCount) {
    if (rows.length >= rowCount) {
      return;
    }
    rows = new int[rowCount];
    Arrays.setAll(rows, row -> row);
    addresses = new long[rowCount];
    words = new long[order.wordCount()][rowCount];
  }

  /**
   * Adds the rows of the batch that are not in the buffer yet.
   *
   * @return false if memory was refused and the buffer, which is not empty, should be emptied
   *     before the next call
   * @throws dev.quern.plan.errors.QueryException OUT_OF_MEMORY if not even one row fits
   */
  boolean append() {
    while (added < count) {
      int most = Math.min(step, count - added);
      int now = buffer.tryAdd(writer, words, rows, added, most, addresses);
      added += now;
      if (now > 0) {
        continue;
      }
      boolean isWorthARun = reservation.bytes() > floorBytes / 2;
      if (buffer.rowCount() > 0 && (isWorthARun || step == 1)) {
        step = count;
        return false;
      }
      if (step > 1) {
        step = (step + 1) / 2;
      } else {
        buffer.insist(writer, words, rows, added, addresses, whileWaiting);
        added++;
      }
    }
    return true;
  }
}
