package dev.quern.executor.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class PageCacheTest {
  private static final long PAGE = 256 << 10;

  private final PageCache cache = new PageCache();

  @Test
  void aFreedPageIsUsedAgain() {
    cache.setBudget(16 * PAGE);
    long page = cache.allocate(PAGE);
    cache.free(page, PAGE);
    assertEquals(PAGE, cache.bytes());
    assertEquals(page, cache.allocate(PAGE));
    assertEquals(0, cache.bytes());
    cache.free(page, PAGE);
    cache.trimTo(0);
    assertEquals(0, cache.bytes());
  }

  @Test
  void pagesOfOtherSizesAreNotMixedUp() {
    cache.setBudget(64 * PAGE);
    long page = cache.allocate(PAGE);
    long larger = cache.allocate(4 * PAGE);
    cache.free(page, PAGE);
    cache.free(larger, 4 * PAGE);
    assertEquals(5 * PAGE, cache.bytes());
    long between = cache.allocate(2 * PAGE);
    assertNotEquals(page, between);
    assertNotEquals(larger, between);
    assertEquals(larger, cache.allocate(4 * PAGE));
    assertEquals(page, cache.allocate(PAGE));
    cache.setBudget(0);
    cache.free(page, PAGE);
    cache.free(between, 2 * PAGE);
    cache.free(larger, 4 * PAGE);
    assertEquals(0, cache.bytes());
  }

  @Test
  void keepsASmallPartOfTheBudget() {
    cache.setBudget(16 * PAGE);
    long[] pages = new long[5];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = cache.allocate(PAGE);
    }
    for (long page : pages) {
      cache.free(page, PAGE);
    }
    assertEquals(2 * PAGE, cache.bytes());
    cache.setBudget(8 * PAGE);
    assertEquals(PAGE, cache.bytes());
    cache.setBudget(0);
    assertEquals(0, cache.bytes());
  }

  @Test
  void keepsOnlyWhatNobodyHasTaken() {
    MemoryBudget budget = new MemoryBudget();
    try (MemoryPool pool = budget.newPool(64 * PAGE);
        MemoryPool.Reservation table = pool.open("table", false);
        MemoryPool.Reservation next = pool.open("next table", false)) {
      table.freePage(table.allocatePage(2 * PAGE), 2 * PAGE);
      table.freePage(table.allocatePage(PAGE), PAGE);
      assertEquals(3 * PAGE, budget.pageCache().bytes());
      next.grow(61 * PAGE);
      assertEquals(3 * PAGE, budget.pageCache().bytes());
      next.grow(1);
      assertEquals(PAGE, budget.pageCache().bytes());
      next.grow(3 * PAGE - 1);
      assertEquals(0, budget.pageCache().bytes());
    }
  }

  @Test
  void otherSizesAreGivenBack() {
    cache.setBudget(1L << 30);
    cache.free(cache.allocate(PAGE + 8), PAGE + 8);
    cache.free(cache.allocate(4096), 4096);
    assertEquals(0, cache.bytes());
  }

  @Test
  void nothingIsKeptWhenNoQueryRuns() {
    MemoryBudget budget = new MemoryBudget();
    MemoryPool pool = budget.newPool(64 * PAGE);
    MemoryPool.Reservation reservation = pool.open("table", false);
    reservation.freePage(reservation.allocatePage(PAGE), PAGE);
    assertEquals(PAGE, budget.pageCache().bytes());
    reservation.close();
    pool.close();
    assertEquals(0, budget.pageCache().bytes());
  }
}
