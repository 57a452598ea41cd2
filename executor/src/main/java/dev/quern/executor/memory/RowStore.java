package dev.quern.executor.memory;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Rows of one {@link RowLayout} in off-heap pages. Rows never move; their addresses stay valid
 * until {@link #clear} or {@link #close}. Each page is taken from the reservation before it is
 * allocated. Pages grow with the store, from 4 KB to 256 KB; a longer row gets a page of its own.
 * Not thread-safe while rows are added; any number of threads may read a store that no longer
 * grows.
 */
public final class RowStore implements AutoCloseable {
  private static final int SMALLEST_PAGE = 4 << 10;
  private static final int LARGEST_PAGE = 256 << 10;

  private final RowLayout layout;
  private final MemoryPool.Reservation reservation;
  private long[] pages = new long[8];
  private long[] pageEnds = new long[8];
  private long[] pageBytes = new long[8];
  private int pageCount;
  private long position;
  private long limit;
  private long rowCount;
  private long bytes;
  private int longestRowBytes;
  private int[] identity = new int[0];

  /** The reservation stays the caller's, who may share it among several holders of memory. */
  public RowStore(RowLayout layout, MemoryPool.Reservation reservation) {
    this.layout = layout;
    this.reservation = reservation;
  }

  public RowLayout layout() {
    return layout;
  }

  public long rowCount() {
    return rowCount;
  }

  /** Returns the bytes taken from the reservation. */
  public long bytes() {
    return bytes;
  }

  /** Returns the length of the longest row that was ever added. */
  public int longestRowBytes() {
    return longestRowBytes;
  }

  /**
   * Appends input rows {@code from} to {@code from + count - 1} of the writer and their addresses
   * to {@code addresses}, at the same indexes.
   *
   * @return how many were appended; fewer than {@code count} if the reservation was refused
   */
  public int tryAppend(RowWriter writer, int from, int count, long[] addresses) {
    if (identity.length < from + count) {
      identity = new int[from + count];
      Arrays.setAll(identity, i -> i);
    }
    return tryAppend(writer, identity, from, count, addresses);
  }

  /**
   * Appends input rows {@code rows[from]} to {@code rows[from + count - 1]}, and writes their
   * addresses to {@code addresses} at the same indexes.
   *
   * @return how many were appended; fewer than {@code count} if the reservation was refused
   */
  public int tryAppend(RowWriter writer, int[] rows, int from, int count, long[] addresses) {
    int done = 0;
    while (done < count) {
      long address = tryAllocate(writer.rowBytes(rows[from + done]));
      if (address == 0) {
        break;
      }
      addresses[from + done] = address;
      done++;
    }
    writer.write(rows, addresses, from, done);
    return done;
  }

  /**
   * Appends all rows {@code rows[from]} to {@code rows[from + count - 1]}.
   *
   * @throws dev.quern.plan.errors.QueryException OUT_OF_MEMORY if the pool has too little left
   */
  public void append(RowWriter writer, int[] rows, int from, int count, long[] addresses) {
    for (int i = from; i < from + count; i++) {
      addresses[i] = allocate(writer.rowBytes(rows[i]));
    }
    writer.write(rows, addresses, from, count);
  }

  /** Returns the address of a new row of undefined content, or 0 if the reservation was refused. */
  public long tryAllocate(int rowBytes) {
    if (limit - position < rowBytes
        && !tryAddPage(Math.max(rowBytes, nextPageBytes()))
        && !tryAddPage(Math.max(rowBytes, SMALLEST_PAGE))) {
      return 0;
    }
    return take(rowBytes);
  }

  /**
   * Returns the address of a new row of undefined content.
   *
   * @throws dev.quern.plan.errors.QueryException OUT_OF_MEMORY if the pool has too little left
   */
  public long allocate(int rowBytes) {
    if (limit - position < rowBytes) {
      long wanted = Math.max(rowBytes, nextPageBytes());
      reservation.grow(wanted);
      addPage(wanted);
    }
    return take(rowBytes);
  }

  /**
   * Makes room for one more row, for which other holders are asked if need be.
   *
   * @param whileWaiting see {@link MemoryPool.Reservation#growOrWait}
   * @throws dev.quern.plan.errors.QueryException OUT_OF_MEMORY if the memory is not to be had
   */
  public void insist(int rowBytes, Runnable whileWaiting) {
    if (limit - position < rowBytes) {
      long wanted = Math.max(rowBytes, SMALLEST_PAGE);
      reservation.growOrWait(wanted, whileWaiting);
      addPage(wanted);
    }
  }

  /** Returns a cursor before the first row; sees rows that are added while it runs. */
  public RowCursor cursor() {
    return new RowCursor(this);
  }

  /**
   * Moves the rows that {@code kept} accepts to the front, within the pages that there are, and
   * gives the memory of the others back. Rows keep their order; addresses change.
   */
  public void retain(LongPredicate kept) {
    int target = 0;
    long end = pageCount == 0 ? 0 : pages[0];
    long rowsKept = 0;
    for (int page = 0; page < pageCount; page++) {
      long rowsEnd = pageEnd(page);
      for (long row = pages[page]; row < rowsEnd; ) {
        int length = layout.rowBytes(row);
        if (kept.test(row)) {
          // A row fits its own page in any case: what is before it has gone.
          while (pages[target] + pageBytes[target] - end < length) {
            pageEnds[target++] = end;
            end = pages[target];
          }
          move(row, end, length);
          end += length;
          rowsKept++;
        }
        row += length;
      }
    }
    if (pageCount > 0) {
      pageEnds[target] = end;
    }
    rowCount = rowsKept;
    dropEmptyPages(target);
  }

  /** Moves down to a lower address of the same page, or to another page. */
  private static void move(long source, long target, int length) {
    if (source == target) {
      return;
    }
    for (int position = 0; position < length; position += Long.BYTES) {
      Memory.putLong(target + position, Memory.getLong(source + position));
    }
  }

  private void dropEmptyPages(int lastPage) {
    int keptPages = 0;
    long freed = 0;
    for (int page = 0; page < pageCount; page++) {
      if (page > lastPage || pageEnds[page] == pages[page]) {
        reservation.freePage(pages[page], pageBytes[page]);
        freed += pageBytes[page];
        continue;
      }
      pages[keptPages] = pages[page];
      pageEnds[keptPages] = pageEnds[page];
      pageBytes[keptPages++] = pageBytes[page];
    }
    pageCount = keptPages;
    bytes -= freed;
    reservation.shrink(freed);
    position = pageCount == 0 ? 0 : pageEnds[pageCount - 1];
    limit = pageCount == 0 ? 0 : pages[pageCount - 1] + pageBytes[pageCount - 1];
  }

  /** Frees all rows and gives their memory back. */
  public void clear() {
    for (int page = 0; page < pageCount; page++) {
      reservation.freePage(pages[page], pageBytes[page]);
    }
    reservation.shrink(bytes);
    pageCount = 0;
    position = 0;
    limit = 0;
    rowCount = 0;
    bytes = 0;
  }

  @Override
  public void close() {
    clear();
  }

  int pageCount() {
    return pageCount;
  }

  long pageStart(int page) {
    return pages[page];
  }

  /** Returns the address behind the last row of a page. */
  long pageEnd(int page) {
    return page == pageCount - 1 ? position : pageEnds[page];
  }

  private long take(int rowBytes) {
    long address = position;
    position += rowBytes;
    rowCount++;
    longestRowBytes = Math.max(longestRowBytes, rowBytes);
    return address;
  }

  private long nextPageBytes() {
    return Math.min(LARGEST_PAGE, Math.max(SMALLEST_PAGE, bytes));
  }

  private boolean tryAddPage(long wanted) {
    if (!reservation.tryGrow(wanted)) {
      return false;
    }
    addPage(wanted);
    return true;
  }

  private void addPage(long size) {
    if (pageCount == pages.length) {
      pages = Arrays.copyOf(pages, pageCount * 2);
      pageEnds = Arrays.copyOf(pageEnds, pageCount * 2);
      pageBytes = Arrays.copyOf(pageBytes, pageCount * 2);
    }
    if (pageCount > 0) {
      pageEnds[pageCount - 1] = position;
    }
    long page = reservation.allocatePage(size);
    pages[pageCount] = page;
    pageBytes[pageCount] = size;
    pageCount++;
    bytes += size;
    position = page;
    limit = page + size;
  }
}
