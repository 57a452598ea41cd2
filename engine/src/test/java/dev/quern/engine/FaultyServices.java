package dev.quern.engine;

import dev.quern.executor.memory.ResourceRules;
import dev.quern.executor.queries.StandardServices;
import dev.quern.executor.worker.ExecutorServices;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** The standard services, whose memory and temporary files fail as a test wants. */
final class FaultyServices implements ExecutorServices.Provider, ResourceRules {
  private final AtomicLong reservations = new AtomicLong();
  private final AtomicLong writes = new AtomicLong();
  private final AtomicLong fired = new AtomicLong();
  private volatile long refusedEvery;
  private volatile long failedWrite;

  @Override
  public ExecutorServices create() {
    ExecutorServices standard = new StandardServices().create();
    return new ExecutorServices(standard.formats(), standard.expressions(), this);
  }

  /** Refuses every n-th reservation from now on, none if it is 0. */
  void refuseEvery(long n) {
    reset();
    refusedEvery = n;
  }

  /** Makes the n-th write to a temporary file from now on fail, none if it is 0. */
  void failWrite(long n) {
    reset();
    failedWrite = n;
  }

  private void reset() {
    refusedEvery = 0;
    failedWrite = 0;
    reservations.set(0);
    writes.set(0);
    fired.set(0);
  }

  /** Returns how many reservations and writes have failed since. */
  long fired() {
    return fired.get();
  }

  @Override
  public boolean grants(long bytes) {
    long every = refusedEvery;
    if (every == 0 || reservations.incrementAndGet() % every != 0) {
      return true;
    }
    fired.incrementAndGet();
    return false;
  }

  @Override
  public void beforeWrite(long bytes) throws IOException {
    long failed = failedWrite;
    if (failed != 0 && writes.incrementAndGet() == failed) {
      fired.incrementAndGet();
      throw new IOException("No space left on device");
    }
  }
}
