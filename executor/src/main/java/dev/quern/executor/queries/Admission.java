package dev.quern.executor.queries;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The queue before an executor: as many queries run at the same time as leave each a fair share of
 * the memory that is of use, in each of its processes; the others wait for their turn, first come
 * first served. A query whose tasks are done makes room, also if its client is still reading.
 * Thread-safe.
 */
final class Admission {
  /** With less in a process, queries mostly write to disk and read back. */
  static final long LEAST_SHARE_BYTES = 4L << 20;

  private final Deque<Ticket> waiting = new ArrayDeque<>();
  private long sharesTaken;

  /**
   * Takes a place at the end of the queue.
   *
   * @param memoryBytes the budget that queries share, of all processes together
   * @param processCount in how many processes the query has tasks
   * @param turnListener called when {@link Ticket#tryEnter} may succeed; must not block
   */
  synchronized Ticket queue(long memoryBytes, int processCount, Runnable turnListener) {
    Ticket ticket = new Ticket(memoryBytes / LEAST_SHARE_BYTES, processCount, turnListener);
    waiting.add(ticket);
    return ticket;
  }

  private void tellFirst() {
    Ticket first;
    synchronized (this) {
      first = waiting.peek();
    }
    if (first != null) {
      first.turnListener.run();
    }
  }

  /** A query's place: in the queue, then among those that run. Closed when it has ended. */
  final class Ticket implements AutoCloseable {
    private final long allShares;
    private final int ownShares;
    private final Runnable turnListener;
    private boolean isRunning;

    private Ticket(long allShares, int ownShares, Runnable turnListener) {
      this.allShares = allShares;
      this.ownShares = ownShares;
      this.turnListener = turnListener;
    }

    /** Returns whether the query may run now, or runs already. */
    boolean tryEnter() {
      synchronized (Admission.this) {
        if (isRunning || waiting.peek() != this || !hasRoom()) {
          return isRunning;
        }
        waiting.remove();
        sharesTaken += ownShares;
        isRunning = true;
      }
      tellFirst();
      return true;
    }

    /** A query that is alone may run, however little there is. */
    private boolean hasRoom() {
      return sharesTaken == 0 || sharesTaken + ownShares <= allShares;
    }

    /** Makes room for the next; does nothing the second time. */
    @Override
    public void close() {
      synchronized (Admission.this) {
        if (isRunning) {
          sharesTaken -= ownShares;
        }
        isRunning = false;
        waiting.remove(this);
      }
      tellFirst();
    }
  }
}
