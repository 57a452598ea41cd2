package dev.quern.executor.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget();

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
}
