package dev.quern.executor.memory;

import dev.quern.plan.errors.Checks;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The share of a query's memory budget that one process may use. Operators hold {@link
 * Reservation}s and grow them before they allocate; a refusal means: spill, then try again.
 * Thread-safe.
 *
 * <p>When a reservation cannot grow, the largest other holder that can spill is asked to: its owner
 * sees {@link Reservation#isSpillRequested()} the next time it looks (between batches) and gives
 * memory back. The refused holder does not wait for that, unless it says so with {@link
 * Reservation#growOrWait}.
 *
 * <p>A reservation may have a floor: bytes that are its own from its opening to its closing, so
 * that its operator makes progress however much others hold. The sum of all that is reserved,
 * floors included, never passes the limit, {@link Reservation#force} aside.
 */
public final class MemoryPool implements AutoCloseable {
  /** How long a holder waits for others to give memory back before the query fails. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long WAIT_MILLIS = 10;

  private static final long LARGEST_BATCH_BYTES = 8 << 20;
  private static final long SMALLEST_BATCH_BYTES = 8 << 10;
  private static final int BATCH_SHARE = 32;

  private final long limitBytes;
  private final LongPredicate rule;
  private final MemoryBudget budget;
  private final List<Reservation> reservations = new ArrayList<>();
  private long reservedBytes;
  private volatile Runnable reliever = () -> {};
  private long peakBytes;
  private long releases;
  private boolean isAskedByOthers;

  /** Makes a pool that shares nothing with others. */
  public MemoryPool(long limitBytes) {
    this(limitBytes, bytes -> true);
  }

  /**
   * Makes a pool that shares nothing with others and grants less than it could.
   *
   * @param rule asked, under the pool's lock, for each number of bytes beyond a floor that there is
   *     room for; false refuses them
   */
  public MemoryPool(long limitBytes, LongPredicate rule) {
    this(limitBytes, rule, MemoryBudget.unlimited());
  }

  /** Returns a pool that refuses nothing, for what no query's budget counts. */
  public static MemoryPool unlimited() {
    return new MemoryPool(Long.MAX_VALUE);
  }

  MemoryPool(long limitBytes, LongPredicate rule, MemoryBudget budget) {
    this.limitBytes = limitBytes;
    this.rule = rule;
    this.budget = budget;
  }

  public long limitBytes() {
    return limitBytes;
  }

  /**
   * Returns after how many bytes of rows a batch is full, however few rows it has: a batch of long
   * rows is a small part of the budget.
   */
  public long mostBatchBytes() {
    long share = Math.max(SMALLEST_BATCH_BYTES, limitBytes / BATCH_SHARE);
    return Math.min(LARGEST_BATCH_BYTES, share);
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

  /**
   * Returns an empty reservation with a floor. The caller closes it.
   *
   * @param whileWaiting run again and again while others are to give memory back for the floor; may
   *     throw, for example if the query is cancelled
   * @throws QueryException OUT_OF_MEMORY if the floor is not to be had
   */
  public Reservation open(String owner, boolean canSpill, long floorBytes, Runnable whileWaiting) {
    Reservation reservation = open(owner, canSpill);
    try {
      reservation.growOrWait(floorBytes, whileWaiting);
    } catch (RuntimeException e) {
      reservation.close();
      throw e;
    }
    synchronized (this) {
      reservation.floorBytes = floorBytes;
      reservation.bytes = 0;
    }
    return reservation;
  }

  /** Names what moves exchanged blocks to disk when that is asked for; called by any thread. */
  public void onSpillRequest(Runnable newReliever) {
    reliever = newReliever;
  }

  void relieve() {
    reliever.run();
  }

  /** Takes bytes and returns null, or takes none and returns why. */
  private @Nullable MemoryRefusal grow(Reservation reservation, long bytes) {
    MemoryRefusal refusal = growLocked(reservation, bytes);
    if (refusal != null) {
      budget.askOthers(this);
    }
    return refusal;
  }

  private synchronized @Nullable MemoryRefusal growLocked(Reservation reservation, long bytes) {
    long more = reservation.chargedWith(bytes) - reservation.chargedBytes();
    MemoryRefusal refusal = more > 0 ? take(reservation, bytes, more) : null;
    if (refusal == null) {
      addCounted(reservation, bytes);
    } else {
      requestSpillOf(largestSpillable(reservation));
    }
    return refusal;
  }

  /** Takes bytes beyond a floor from what all queries share, or returns why not. */
  private @Nullable MemoryRefusal take(Reservation reservation, long bytes, long more) {
    if (more > limitBytes - reservedBytes || !rule.test(more)) {
      return refusal(reservation, bytes, 0);
    }
    synchronized (budget) {
      return budget.tryTake(more) ? null : refusal(reservation, bytes, more);
    }
  }

  private MemoryRefusal refusal(Reservation reservation, long bytes, long lackedByAll) {
    long more = reservation.chargedWith(bytes) - reservation.chargedBytes();
    boolean isFull = more > limitBytes - reservedBytes;
    // What the pool has room for and the budget has not, other queries hold.
    boolean othersHold =
        lackedByAll > 0
            || reservations.stream()
                .anyMatch(other -> other != reservation && other.mayGiveBack(isFull));
    return new MemoryRefusal(
        reservation.bytes,
        bytes,
        new MemoryRefusal.Use(reservedBytes, limitBytes),
        budget.use(),
        lackedByAll,
        othersHold && reservation.chargedWith(bytes) <= limitBytes,
        releases);
  }

  /**
   * Returns whether a holder was asked to spill and has not done so yet, or other queries have
   * asked this one for memory and nothing was given back since.
   */
  public synchronized boolean isSpillRequested() {
    return isAskedByOthers
        || reservations.stream().anyMatch(reservation -> reservation.spillRequested);
  }

  /** Asks the largest holder that can spill to do so. */
  synchronized void requestSpill() {
    isAskedByOthers = true;
    requestSpillOf(largestSpillable(null));
  }

  private static void requestSpillOf(@Nullable Reservation reservation) {
    if (reservation != null) {
      reservation.spillRequested = true;
    }
  }

  /** Changes what is held in any case; {@code bytes} may be negative. */
  private synchronized void add(Reservation reservation, long bytes) {
    budget.count(reservation.chargedWith(bytes) - reservation.chargedBytes());
    addCounted(reservation, bytes);
  }

  private void addCounted(Reservation reservation, long bytes) {
    long more = reservation.chargedWith(bytes) - reservation.chargedBytes();
    reservation.bytes += bytes;
    reservedBytes += more;
    peakBytes = Math.max(peakBytes, reservedBytes);
    if (more < 0) {
      isAskedByOthers = false;
      releases++;
      notifyAll();
    }
  }

  /** Waits until there may be what was refused, or a moment. */
  private void await(MemoryRefusal refusal) {
    try {
      if (refusal.isOfAll()) {
        budget.awaitRoom(refusal.lackedByAll(), WAIT_MILLIS);
      } else {
        awaitRelease(refusal.releases());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(ErrorCode.CANCELLED, "Interrupted while waiting for memory", e);
    }
  }

  /** Waits until memory was given back here since a refusal, or a moment. */
  private synchronized void awaitRelease(long before) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
    for (long left = WAIT_MILLIS;
        releases == before && left > 0;
        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
      wait(left);
    }
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
    private final Thread openedBy = Thread.currentThread();
    private long bytes;
    private long floorBytes;
    private volatile boolean spillRequested;

    private Reservation(String owner, boolean canSpill) {
      this.owner = owner;
      this.canSpill = canSpill;
    }

    /** Takes {@code more} bytes, or returns false and takes none. */
    public boolean tryGrow(long more) {
      return MemoryPool.this.grow(this, more) == null;
    }

    /**
     * Takes {@code more} bytes.
     *
     * @throws QueryException OUT_OF_MEMORY if the pool has too little left
     */
    public void grow(long more) {
      MemoryRefusal refusal = MemoryPool.this.grow(this, more);
      if (refusal != null) {
        throw refusal.toException(owner);
      }
    }

    /**
     * Takes {@code more} bytes, which other holders are asked for if need be: for what the operator
     * cannot do without after it has spilled.
     *
     * @param whileWaiting run again and again while others are to give memory back; may throw
     * @throws QueryException OUT_OF_MEMORY if they don't within some seconds, or have none
     */
    public void growOrWait(long more, Runnable whileWaiting) {
      long start = System.nanoTime();
      for (MemoryRefusal refusal = MemoryPool.this.grow(this, more);
          refusal != null;
          refusal = MemoryPool.this.grow(this, more)) {
        if (!refusal.isWorthWaiting() || System.nanoTime() - start > PATIENCE_NANOS) {
          throw refusal.toException(owner);
        }
        whileWaiting.run();
        await(refusal);
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

    /**
     * Returns the address of memory of undefined content, for which bytes must have been taken; to
     * be freed with {@link #freePage}.
     */
    public long allocatePage(long size) {
      makeRoom(size);
      return budget.pageCache().allocate(size);
    }

    /**
     * Lets the process give back what was freed, if it is too large for memory of that size, for
     * which bytes have been taken and which will be allocated now.
     */
    public void makeRoom(long size) {
      budget.makeRoom(size);
    }

    /** Frees what {@link #allocatePage} has returned for that size; the bytes stay taken. */
    public void freePage(long page, long size) {
      budget.pageCache().free(page, size);
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
        long charged = chargedBytes();
        bytes = 0;
        floorBytes = 0;
        reservedBytes -= charged;
        budget.count(-charged);
        isAskedByOthers = false;
        releases++;
        reservations.remove(this);
        MemoryPool.this.notifyAll();
      }
    }

    /**
     * Returns whether the thread that asks may wait for this holder. A floor comes back when its
     * operator ends, which cannot be if it is that thread that runs it.
     *
     * @param isFull false if there is room, which a rule has refused and may grant the next time
     */
    private boolean mayGiveBack(boolean isFull) {
      boolean isOfOtherTask = openedBy != Thread.currentThread();
      return bytes > floorBytes || (chargedBytes() > 0 && (isOfOtherTask || !isFull));
    }

    /** Returns the bytes that are counted against the limit. */
    private long chargedBytes() {
      return Math.max(bytes, floorBytes);
    }

    private long chargedWith(long more) {
      return Math.max(bytes + more, floorBytes);
    }
  }
}
