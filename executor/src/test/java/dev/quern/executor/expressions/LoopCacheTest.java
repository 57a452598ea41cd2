package dev.quern.executor.expressions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.expressions.loops.Constants;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopCacheTest {
  private final LoopCache cache = new LoopCache(null);
  private final LoopCache.Entry entry = cache.entry("shape");

  @Test
  void compilesInTheBackground() throws InterruptedException {
    CountDownLatch mayCompile = new CountDownLatch(1);
    cache.compileLater(
        entry,
        className -> {
          awaitQuietly(mayCompile);
          return source(className);
        });
    assertFalse(LoopCache.isReady(entry));
    assertThrows(IllegalStateException.class, this::newLoop);
    mayCompile.countDown();
    while (!LoopCache.isReady(entry)) {
      Thread.sleep(1);
    }
    assertEquals("compiled", newLoop().toString());
  }

  @Test
  void compilesAtOnceWhereThatIsAskedFor() {
    cache.compileNow(entry, LoopCacheTest::source);
    assertTrue(LoopCache.isReady(entry));
    assertEquals("compiled", newLoop().toString());
  }

  @Test
  void waitsForWhatWasBegunBefore() {
    cache.compileLater(entry, LoopCacheTest::source);
    cache.compileNow(
        entry,
        className -> {
          throw new AssertionError("compiled twice");
        });
    assertTrue(LoopCache.isReady(entry));
  }

  @Test
  void tellsThatTheBackgroundFailed() throws InterruptedException {
    LoopCache.Source wrong = className -> "package " + LoopSource.PACKAGE + "; class";
    IllegalStateException failure = null;
    while (failure == null) {
      // Even the first call can find the failure, if the background is fast.
      try {
        cache.compileLater(entry, wrong);
        Thread.sleep(1);
      } catch (IllegalStateException e) {
        failure = e;
      }
    }
    assertTrue(
        failure.getCause().getMessage().contains("generated source does not compile"),
        failure.toString());
    assertFalse(LoopCache.isReady(entry));
  }

  @Test
  void itsThreadEndsWhenThereIsNothingToCompile() throws InterruptedException {
    cache.compileNow(entry, LoopCacheTest::source);
    cache.compileLater(cache.entry("another"), LoopCacheTest::source);
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("quern-compiler"))) {
      Thread.sleep(10);
    }
    assertTrue(LoopCache.isReady(cache.entry("another")));
  }

  private Object newLoop() {
    return LoopCache.newLoop(entry, Object.class, new Constants(List.of()), new Object[0]);
  }

  private static String source(String className) {
    return "package "
        + LoopSource.PACKAGE
        + "; public class "
        + className
        + " { public "
        + className
        + "(dev.quern.executor.expressions.loops.Constants constants, Object[] states) {}"
        + " public String toString() { return \"compiled\"; } }";
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
