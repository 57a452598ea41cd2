package dev.quern.executor.memory;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The share of a query's memory budget that one process may use. Operators hold {@link
 * Reservation}s and grow them before they allocate; a refusal means: spill, then try again.
 * Thread-safe.
 *
 * <p>When a reservation cannot grow, the largest other holder that can spill is asked to: its owner
 * sees {@link Reservation#isSpillRequested()} the next time it looks (between batches) and gives
 * memory back. The refused holder does not wait for that.
 */
public final class MemoryPool {
  private final long limitBytes;
  private final List<Reservation> reservations = new ArrayList<>();
  private long reservedBytes;
  private long peakBytes;

  public MemoryPool(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  public long limitBytes() {
    return limitBytes;
  }

  public synchronized long reservedBytes() {
    return reservedBytes;
  }

  /** Returns the most bytes that were reserved at any time. */
  public synchronized long peakBytes() {
    return peakBytes;
  }

  /** Returns an empty reservation named after the operator that holds it. The caller closes it. */
  public synchronized Reservation open(String owner, boolean canSpill) {
    Reservation reservation = new Reservation(owner, canSpill);
    reservations.add(reservation);
    return reservation;
  }

  private synchronized boolean tryGrow(Reservation reservation, long bytes) {
    if (reservedBytes + bytes > limitBytes) {
      Reservation largest = largestSpillable(reservation);
      if (largest != null) {
        largest.spillRequested = true;
      }
      return false;
    }
    add(reservation, bytes);
    return true;
  }

  private synchronized void add(Reservation reservation, long bytes) {
    reservation.bytes += bytes;
    reservedBytes += bytes;
    peakBytes = Math.max(peakBytes, reservedBytes);
  }

  private @Nullable Reservation largestSpillable(Reservation except) {
    return reservations.stream()
        .filter(
            reservation -> reservation.canSpill && reservation != except && reservation.bytes > 0)
        .max(Comparator.comparingLong(reservation -> reservation.bytes))
        .orElse(null);
  }

  /** Bytes held by one operator. Closed by it; closing gives everything back. */
  public final class Reservation implements AutoCloseable {
    private final String owner;
    private final boolean canSpill;
    private long bytes;
    private volatile boolean spillRequested;

    private Reservation(String owner, boolean canSpill) {
      this.owner = owner;
      this.canSpill = canSpill;
    }

    /** Takes {@code more} bytes, or returns false and takes none. */
    public boolean tryGrow(long more) {
      return MemoryPool.this.tryGrow(this, more);
    }

    /**
     * Takes {@code more} bytes.
     *
     * @throws QueryException OUT_OF_MEMORY if the pool has too little left
     */
    public void grow(long more) {
      if (!tryGrow(more)) {
        throw new QueryException(
            ErrorCode.OUT_OF_MEMORY,
            String.format(
                Locale.ROOT,
                "Memory budget used up: operator=%s, holds=%d bytes, wanted=%d more, in use=%d of %d bytes; "
                    + "raise the setting memory",
                owner,
                bytes,
                more,
                reservedBytes(),
                limitBytes));
      }
    }

    /**
     * Takes {@code more} bytes even beyond the limit: for the few bytes without which no progress
     * is possible.
     */
    public void force(long more) {
      add(this, more);
    }

    public void shrink(long fewer) {
      synchronized (MemoryPool.this) {
        bytes -= fewer;
        reservedBytes -= fewer;
      }
    }

    public long bytes() {
      synchronized (MemoryPool.this) {
        return bytes;
      }
    }

    /** Returns whether another operator is short of memory and this one holds most. */
    public boolean isSpillRequested() {
      return spillRequested;
    }

    /** Tells that the request was met. */
    public void clearSpillRequest() {
      spillRequested = false;
    }

    @Override
    public void close() {
      synchronized (MemoryPool.this) {
        reservedBytes -= bytes;
        bytes = 0;
        reservations.remove(this);
      }
    }
  }
}
