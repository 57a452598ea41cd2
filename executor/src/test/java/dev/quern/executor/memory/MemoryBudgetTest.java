package dev.quern.executor.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget();

  @Test
  void partOfALargeBudgetIsForBuffers() {
    assertEquals(4 << 20, MemoryBudget.bytesForState(4 << 20));
    assertEquals(64 << 20, MemoryBudget.bytesForState(64 << 20));
    assertEquals(248 << 20, MemoryBudget.bytesForState(256 << 20));
    assertEquals(984 << 20, MemoryBudget.bytesForState(1024 << 20));
    assertEquals((12L << 30) - (48 << 20), MemoryBudget.bytesForState(12L << 30));
  }

  @Test
  void oneQueryMayTakeEverything() {
    try (MemoryPool pool = budget.newPool(1000);
        MemoryPool.Reservation reservation = pool.open("a", true)) {
      assertTrue(reservation.tryGrow(1000));
      assertFalse(reservation.tryGrow(1));
      assertEquals(1000, budget.reservedBytes());
    }
    assertEquals(0, budget.reservedBytes());
  }

  @Test
  void queriesShareTheLargestBudget() {
    try (MemoryPool large = budget.newPool(1000);
        MemoryPool small = budget.newPool(300);
        MemoryPool.Reservation ofLarge = large.open("large", true);
        MemoryPool.Reservation ofSmall = small.open("small", true)) {
      assertTrue(ofLarge.tryGrow(800));
      assertFalse(ofSmall.tryGrow(201));
      assertTrue(ofLarge.isSpillRequested(), "it holds more than half");
      assertTrue(ofSmall.tryGrow(200));
      ofLarge.shrink(800);
      assertFalse(ofSmall.tryGrow(101), "more than its own budget");
      assertEquals(200, budget.reservedBytes());
    }
    assertEquals(0, budget.reservedBytes());
  }

  @Test
  void whoHoldsLessThanItsShareIsLeftAlone() {
    try (MemoryPool greedy = budget.newPool(1000);
        MemoryPool modest = budget.newPool(1000);
        MemoryPool.Reservation ofGreedy = greedy.open("greedy", true);
        MemoryPool.Reservation ofModest = modest.open("modest", true)) {
      assertTrue(ofModest.tryGrow(400));
      assertTrue(ofGreedy.tryGrow(600));
      assertFalse(ofGreedy.tryGrow(1));
      assertFalse(ofModest.isSpillRequested());
    }
  }

  @Test
  void anEndedQueryLeavesItsShareToOthers() {
    try (MemoryPool pool = budget.newPool(100)) {
      budget.newPool(1000).close();
      try (MemoryPool.Reservation reservation = pool.open("a", true)) {
        assertFalse(reservation.tryGrow(101));
        assertTrue(reservation.tryGrow(100));
      }
    }
  }

  @Test
  void aQueryThatCannotSpillDoesNotHarmOthers() {
    AtomicInteger calls = new AtomicInteger();
    try (MemoryPool own = budget.newPool(100);
        MemoryPool other = budget.newPool(100)) {
      own.onSpillRequest(calls::incrementAndGet);
      other.onSpillRequest(
          () -> {
            calls.incrementAndGet();
            throw new QueryException(ErrorCode.DISK_FULL, "no room");
          });
      budget.relieve(own);
      assertEquals(2, calls.get());
    }
  }

  @Test
  void theFloorOfTheSameTaskIsNotWaitedFor() {
    Runnable never = () -> fail("waits for what cannot come back");
    try (MemoryPool pool = budget.newPool(1000);
        MemoryPool.Reservation sort = pool.open("sort", true, 600, never);
        MemoryPool.Reservation join = pool.open("join", true)) {
      sort.grow(500);
      QueryException refusal =
          assertThrows(QueryException.class, () -> join.growOrWait(500, never));
      assertEquals(ErrorCode.OUT_OF_MEMORY, refusal.code());
    }
  }

  @Test
  void whatARuleRefusesAlthoughThereIsRoomMayBeGrantedNext() {
    AtomicInteger requests = new AtomicInteger();
    try (MemoryPool pool = budget.newPool(1000, everySecond(requests));
        MemoryPool.Reservation window = pool.open("window", true, 100, () -> {});
        MemoryPool.Reservation sort = pool.open("sort", true, 100, () -> {})) {
      assertEquals(3, requests.get(), "one was refused");
      assertEquals(200, pool.reservedBytes());
      assertEquals(0, window.bytes() + sort.bytes());
    }
  }

  private static ResourceRules everySecond(AtomicInteger requests) {
    return new ResourceRules() {
      @Override
      public boolean grants(long bytes) {
        return requests.incrementAndGet() % 2 != 0;
      }

      @Override
      public void beforeWrite(long bytes) {
        // Nothing is written.
      }
    };
  }

  @Test
  void anUnusedFloorOfAnotherTaskIsWaitedFor() throws Exception {
    try (MemoryPool pool = budget.newPool(1000);
        MemoryPool.Reservation join = pool.open("join", true)) {
      FutureTask<MemoryPool.Reservation> other =
          new FutureTask<>(() -> pool.open("sort", true, 600, () -> {}));
      new Thread(other, "other-task").start();
      MemoryPool.Reservation sort = other.get();
      join.growOrWait(500, sort::close);
      assertEquals(500, join.bytes());
    }
  }

  @Test
  void theFloorOfAnotherTaskIsWaitedFor() throws Exception {
    try (MemoryPool pool = budget.newPool(1000);
        MemoryPool.Reservation join = pool.open("join", true)) {
      FutureTask<MemoryPool.Reservation> other =
          new FutureTask<>(() -> pool.open("sort", true, 600, () -> {}));
      new Thread(other, "other-task").start();
      MemoryPool.Reservation sort = other.get();
      sort.grow(500);
      join.growOrWait(500, sort::close);
      assertEquals(500, join.bytes());
    }
  }

  @Test
  void whatCouldBeGrantedIsGrantedToAllThatWait() throws Exception {
    int threads = 4;
    long most = 1000;
    CountDownLatch start = new CountDownLatch(threads);
    List<Callable<Long>> queries = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      long wanted = 510 + i;
      queries.add(() -> growAndShrink(most, wanted, 20_000, start));
    }
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      for (Future<Long> query : executor.invokeAll(queries, 60, TimeUnit.SECONDS)) {
        assertTrue(query.get() <= most, "more than the budget was reserved");
      }
    } finally {
      executor.shutdownNow();
    }
    assertEquals(0, budget.reservedBytes());
  }

  /** Takes more than half of the budget and gives it back, again and again. */
  private long growAndShrink(long limit, long wanted, int times, CountDownLatch start)
      throws InterruptedException {
    long peak = 0;
    try (MemoryPool pool = budget.newPool(limit);
        MemoryPool.Reservation reservation = pool.open("a", true)) {
      start.countDown();
      assertTrue(start.await(60, TimeUnit.SECONDS));
      for (int i = 0; i < times; i++) {
        reservation.growOrWait(wanted, () -> {});
        peak = Math.max(peak, budget.reservedBytes());
        reservation.shrink(wanted);
        Thread.yield();
      }
    }
    return peak;
  }

  @Test
  void aRefusalOfMuchDoesNotRefuseOthersWhatFits() throws Exception {
    AtomicBoolean isDone = new AtomicBoolean();
    CountDownLatch start = new CountDownLatch(2);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (MemoryPool modest = budget.newPool(1000);
        MemoryPool greedy = budget.newPool(1000);
        MemoryPool.Reservation ofModest = modest.open("modest", true);
        MemoryPool.Reservation ofGreedy = greedy.open("greedy", true)) {
      assertTrue(ofModest.tryGrow(1));
      Future<Boolean> refusals =
          executor.submit(
              () -> {
                start.countDown();
                boolean isGranted = false;
                while (!isDone.get()) {
                  isGranted |= ofGreedy.tryGrow(1000);
                }
                return isGranted;
              });
      start.countDown();
      assertTrue(start.await(60, TimeUnit.SECONDS));
      try {
        for (int i = 0; i < 50_000; i++) {
          assertTrue(ofModest.tryGrow(500), "half of the budget is free");
          ofModest.shrink(500);
        }
      } finally {
        isDone.set(true);
      }
      assertFalse(refusals.get(60, TimeUnit.SECONDS));
    } finally {
      isDone.set(true);
      executor.shutdownNow();
    }
  }

  @Test
  void aRefusalShowsWhatAllQueriesHold() {
    try (MemoryPool large = budget.newPool(1000);
        MemoryPool small = budget.newPool(500);
        MemoryPool.Reservation ofLarge = large.open("large", true);
        MemoryPool.Reservation ofSmall = small.open("small", true)) {
      ofLarge.grow(900);
      QueryException full = assertThrows(QueryException.class, () -> ofSmall.grow(101));
      assertEquals(ErrorCode.OUT_OF_MEMORY, full.code());
      assertTrue(
          full.getMessage().contains("in use=0 of 500 bytes, by all queries=900 of 1000 bytes;"),
          full.getMessage());
      QueryException own = assertThrows(QueryException.class, () -> ofSmall.grow(501));
      assertTrue(own.getMessage().contains("in use=0 of 500 bytes; "), own.getMessage());
    }
  }

  @Test
  void whoWaitsGetsWhatAnotherQueryGivesBack() {
    try (MemoryPool large = budget.newPool(1000);
        MemoryPool small = budget.newPool(500);
        MemoryPool.Reservation ofLarge = large.open("large", true);
        MemoryPool.Reservation ofSmall = small.open("small", true)) {
      ofLarge.grow(900);
      ofSmall.growOrWait(
          300,
          () -> {
            assertTrue(ofLarge.isSpillRequested());
            ofLarge.shrink(100);
          });
      assertEquals(1000, budget.reservedBytes());
    }
  }
}
