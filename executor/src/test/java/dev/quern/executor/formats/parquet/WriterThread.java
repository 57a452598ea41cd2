package dev.quern.executor.formats.parquet;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.AllocationListener;

/**
 * Looks at the thread that encodes row groups in the background, stops it, and makes it fail: where
 * it allocates pages from an allocator with this listener.
 */
final class WriterThread implements AllocationListener {
  private final Thread testThread = Thread.currentThread();
  private final CountDownLatch gate;
  private final int faultAt;
  private final Runnable fault;
  private final boolean isFaultOfTestThread;
  private volatile int pages;
  private volatile int faultsFired;

  private WriterThread(boolean isOpen, int faultAt, boolean isFaultOfTestThread, Runnable fault) {
    this.gate = new CountDownLatch(isOpen ? 0 : 1);
    this.faultAt = faultAt;
    this.isFaultOfTestThread = isFaultOfTestThread;
    this.fault = fault;
  }

  /** Returns a listener that holds the thread before its first page until {@link #release}. */
  static WriterThread held() {
    return new WriterThread(false, 0, false, () -> {});
  }

  /** Returns a listener that runs {@code fault} on the thread when it allocates its n-th page. */
  static WriterThread failing(int n, Runnable fault) {
    return new WriterThread(true, n, false, fault);
  }

  /** Returns a listener that does so on the test's own thread. */
  static WriterThread failingHere(int n, Runnable fault) {
    return new WriterThread(true, n, true, fault);
  }

  /** Returns whether the current thread is one that encodes in the background. */
  static boolean isCurrent() {
    return isWriter(Thread.currentThread());
  }

  /** Returns whether there is one. */
  static boolean isThere() {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(WriterThread::isWriter);
  }

  private static boolean isWriter(Thread thread) {
    return thread.getName().equals("quern-parquet-writer");
  }

  void release() {
    gate.countDown();
  }

  /** Returns how often the fault has happened. */
  int faultsFired() {
    return faultsFired;
  }

  @Override
  public void onPreAllocation(long size) {
    boolean isHere = Thread.currentThread() == testThread;
    if (!isHere && gate.getCount() > 0) {
      awaitGate();
    }
    if (isHere == isFaultOfTestThread && ++pages == faultAt) {
      faultsFired++;
      fault.run();
    }
  }

  private void awaitGate() {
    try {
      if (!gate.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody has opened the gate");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
