package dev.quern.executor.memory;

import dev.quern.plan.errors.Checks;
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
public final class MemoryPool implements AutoCloseable {
  private final long limitBytes;
  private final MemoryBudget budget;
  private final List<Reservation> reservations = new ArrayList<>();
  private long reservedBytes;
  private volatile Runnable reliever = () -> {};
  private long peakBytes;

  /** Makes a pool that shares nothing with others. */
  public MemoryPool(long limitBytes) {
    this(limitBytes, MemoryBudget.unlimited());
  }

  MemoryPool(long limitBytes, MemoryBudget budget) {
    this.limitBytes = limitBytes;
    this.budget = budget;
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

  /** Names what moves exchanged blocks to disk when that is asked for; called by any thread. */
  public void onSpillRequest(Runnable newReliever) {
    reliever = newReliever;
  }

  void relieve() {
    reliever.run();
  }

  private boolean tryGrow(Reservation reservation, long bytes) {
    if (tryGrowLocked(reservation, bytes)) {
      return true;
    }
    budget.askOthers(this);
    return false;
  }

  private synchronized boolean tryGrowLocked(Reservation reservation, long bytes) {
    if (reservedBytes + bytes > limitBytes || !budget.tryTake(bytes)) {
      requestSpillOf(largestSpillable(reservation));
      return false;
    }
    addCounted(reservation, bytes);
    return true;
  }

  /** Asks the largest holder that can spill to do so. */
  synchronized void requestSpill() {
    requestSpillOf(largestSpillable(null));
  }

  private static void requestSpillOf(@Nullable Reservation reservation) {
    if (reservation != null) {
      reservation.spillRequested = true;
    }
  }

  private synchronized void add(Reservation reservation, long bytes) {
    budget.count(bytes);
    addCounted(reservation, bytes);
  }

  private void addCounted(Reservation reservation, long bytes) {
    reservation.bytes += bytes;
    reservedBytes += bytes;
    peakBytes = Math.max(peakBytes, reservedBytes);
  }

  private @Nullable Reservation largestSpillable(@Nullable Reservation except) {
    return reservations.stream()
        .filter(
            reservation -> reservation.canSpill && reservation != except && reservation.bytes > 0)
        .max(Comparator.comparingLong(reservation -> reservation.bytes))
        .orElse(null);
  }

  /** Leaves the budget; a reservation that is still open is an error. */
  @Override
  public void close() {
    budget.remove(this);
    synchronized (this) {
      List<String> left = reservations.stream().map(open -> open.owner).toList();
      Checks.check(left.isEmpty(), "reservations left open: %s", left);
    }
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
      add(this, -fewer);
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
        add(this, -bytes);
        reservations.remove(this);
      }
    }
  }
}
