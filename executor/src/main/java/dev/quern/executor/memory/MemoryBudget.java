package dev.quern.executor.memory;

import dev.quern.plan.errors.QueryException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * What all queries of one process may take together: the largest budget that one of them has. Each
 * has a {@link MemoryPool} of its own, and may fill the whole budget as long as it is alone. When
 * there is no more, those that hold more than their fair share, the budget divided by the number of
 * queries, are asked to spill. Thread-safe.
 *
 * <p>Locks: a pool calls the budget under its own lock, the budget never calls a pool under one.
 */
public final class MemoryBudget {
  /** Below this budget batches and buffers are so small that nothing is set aside for them. */
  private static final long LEAST_BYTES_WITH_BUFFERS = 64L << 20;

  private static final int BUFFER_SHARE = 24;
  private static final long MOST_BUFFER_BYTES = 48L << 20;

  /** Allocations of this part of the budget and so many bytes are large. */
  private static final int LARGE_PART = 64;

  private static final long LARGE_BYTES = 8L << 20;

  private final List<MemoryPool> pools = new CopyOnWriteArrayList<>();
  private final FreedMemory freedMemory;
  private final PageCache pageCache = new PageCache();
  private volatile long limitBytes;
  private long reservedBytes;

  public MemoryBudget() {
    this(new LinuxProcessMemory());
  }

  MemoryBudget(ProcessMemory process) {
    this.freedMemory = new FreedMemory(process);
  }

  /**
   * Returns what of the memory of a process is for the state of operators. The rest is for batches
   * between them and for the buffers of files, which are bounded but not counted one by one.
   */
  public static long bytesForState(long memoryBytes) {
    long beyond = Math.max(0, memoryBytes - LEAST_BYTES_WITH_BUFFERS);
    return memoryBytes - Math.min(MOST_BUFFER_BYTES, beyond / BUFFER_SHARE);
  }

  /** Returns a budget that refuses nothing. */
  static MemoryBudget unlimited() {
    MemoryBudget budget = new MemoryBudget();
    budget.limitBytes = Long.MAX_VALUE;
    return budget;
  }

  /** Returns the pool of one query, which counts here until it is closed. */
  MemoryPool newPool(long poolLimitBytes) {
    return newPool(poolLimitBytes, ResourceRules.NONE);
  }

  /**
   * Returns the pool of one query, which counts here until it is closed.
   *
   * @param rules may refuse what there is room for
   */
  public MemoryPool newPool(long poolLimitBytes, ResourceRules rules) {
    MemoryPool pool = new MemoryPool(poolLimitBytes, rules::grants, this);
    pools.add(pool);
    findLimit();
    return pool;
  }

  /** Gives back what was freed if a large allocation would let the process pass its budget. */
  void makeRoom(long bytes) {
    if (bytes >= Math.max(LARGE_BYTES, limitBytes / LARGE_PART)) {
      freedMemory.makeRoom(limitBytes, bytes);
    }
  }

  /** Returns where tables of all pools take their pages from. */
  PageCache pageCache() {
    return pageCache;
  }

  /** Returns what all pools have reserved. */
  public synchronized long reservedBytes() {
    return reservedBytes;
  }

  /**
   * Lets every query that was asked to give memory back move its exchanged blocks to disk, and the
   * process give back what was freed. Called by tasks between batches.
   */
  public void relieve(MemoryPool own) {
    freedMemory.look(limitBytes);
    own.relieve();
    for (MemoryPool pool : pools) {
      if (pool != own) {
        relieveOther(pool);
      }
    }
  }

  private static void relieveOther(MemoryPool pool) {
    try {
      pool.relieve();
    } catch (QueryException e) {
      // Its blocks stay in memory, whole. That its disk is full is not this query's failure.
      logger().log(System.Logger.Level.DEBUG, "Another query cannot spill", e);
    }
  }

  void remove(MemoryPool pool) {
    pools.remove(pool);
    findLimit();
  }

  private synchronized void findLimit() {
    limitBytes = pools.stream().mapToLong(MemoryPool::limitBytes).max().orElse(0);
    pageCache.setBudget(limitBytes);
    notifyAll();
  }

  /**
   * Takes bytes if there is room for them, or none. What is kept for the next table has only the
   * room that nobody has taken.
   */
  synchronized boolean tryTake(long bytes) {
    if (isShortOf(bytes)) {
      return false;
    }
    reservedBytes += bytes;
    pageCache.trimTo(Math.max(0, limitBytes - reservedBytes));
    return true;
  }

  /** Counts bytes that are taken in any case, or given back if negative. */
  synchronized void count(long bytes) {
    reservedBytes += bytes;
    if (bytes < 0) {
      notifyAll();
    }
  }

  synchronized MemoryRefusal.Use use() {
    return new MemoryRefusal.Use(reservedBytes, limitBytes);
  }

  /** Waits until there is room for so many bytes, which others may take first, or a moment. */
  synchronized void awaitRoom(long bytes, long mostMillis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMillis);
    for (long left = mostMillis;
        isShortOf(bytes) && left > 0;
        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
      wait(left);
    }
  }

  private boolean isShortOf(long bytes) {
    return bytes > limitBytes - reservedBytes;
  }

  /** Asks queries that hold more than their fair share to give some back. */
  void askOthers(MemoryPool asking) {
    long fairShare = limitBytes / Math.max(1, pools.size());
    for (MemoryPool pool : pools) {
      if (pool != asking && pool.reservedBytes() > fairShare) {
        pool.requestSpill();
      }
    }
  }

  /** The JDK's loggers take a while to load: not before there is something to say. */
  private static System.Logger logger() {
    return System.getLogger(MemoryBudget.class.getName());
  }
}
