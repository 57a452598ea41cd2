package dev.quern.executor.memory;

import static dev.quern.executor.testing.TestColumns.batch;
import static dev.quern.executor.testing.TestColumns.booleans;
import static dev.quern.executor.testing.TestColumns.column;
import static dev.quern.executor.testing.TestColumns.dates;
import static dev.quern.executor.testing.TestColumns.decimals;
import static dev.quern.executor.testing.TestColumns.doubles;
import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.lists;
import static dev.quern.executor.testing.TestColumns.longs;
import static dev.quern.executor.testing.TestColumns.strings;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestRows;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RowStoreTest {
  private final RootAllocator allocator = new RootAllocator();
  private final MemoryPool pool = new MemoryPool(64 << 20);

  @AfterEach
  void nothingIsLeft() {
    allocator.close();
    assertEquals(0, pool.reservedBytes());
  }

  private static TestColumn[] allTypes() {
    return new TestColumn[] {
      ints(1, null, -3),
      doubles(0.5, null, -1.0),
      booleans(true, null, false),
      strings("a", null, "a longer text than eight bytes, with ü€"),
      dates("1970-01-02", null, "1969-12-31"),
      decimals(10, 2, "1.50", null, "-3"),
      decimals(38, 1, "12345678901234567890.5", null, "-3"),
      lists(DataTypes.INTEGER, List.of(1L, 2L), null, List.of()),
      column(DataTypes.TINYINT, 1, null, -7),
      column(DataTypes.SMALLINT, 1, null, -7),
      column(DataTypes.FLOAT, 1.5, null, -7.0),
      strings("", "x", "y"),
      longs(Long.MAX_VALUE, null, Long.MIN_VALUE)
    };
  }

  @Test
  void readsBackEveryTypeInAnyOrderAndMissingRowsAsNulls() {
    try (Batch input = batch(allocator, allTypes());
        MemoryPool.Reservation reservation = pool.open("test", false);
        RowStore store = new RowStore(new RowLayout(input.schema(), 16), reservation)) {
      RowWriter writer = new RowWriter(store.layout());
      writer.bind(input.vectors(), input.rowCount());
      long[] addresses = new long[3];
      store.append(writer, new int[] {2, 0, 1}, 0, 3, addresses);
      long[] wanted = {0, addresses[1], addresses[2], addresses[0], addresses[0]};
      List<List<Object>> rows = TestRows.rowsOf(input);
      try (Batch output = new RowReader(store.layout()).read(wanted, 0, 5, allocator)) {
        List<Object> missing = new ArrayList<>(Collections.nCopies(input.columnCount(), null));
        assertEquals(
            List.of(missing, rows.get(0), rows.get(1), rows.get(2), rows.get(2)),
            TestRows.rowsOf(output));
      }
    }
  }

  @Test
  void tellsColumnsWithNullsFromThoseWithout() {
    try (Batch input = batch(allocator, allTypes());
        MemoryPool.Reservation reservation = pool.open("test", false);
        RowStore store = new RowStore(new RowLayout(input.schema(), 0), reservation)) {
      RowWriter writer = new RowWriter(store.layout());
      writer.bind(input.vectors(), input.rowCount());
      long[] addresses = new long[3];
      store.append(writer, new int[] {0, 1, 2}, 0, 3, addresses);
      RowReader reader = new RowReader(store.layout());
      int noNullColumn = 11;
      BitSet allButOne = new BitSet();
      allButOne.set(0, input.columnCount());
      allButOne.clear(noNullColumn);
      assertEquals(allButOne, reader.columnsWithNulls(addresses, 0, 3));
      assertEquals(new BitSet(), reader.columnsWithNulls(addresses, 0, 1));
      assertEquals(new BitSet(), reader.columnsWithNulls(addresses, 2, 1));
      List<List<Object>> rows = TestRows.rowsOf(input);
      for (int count : new int[] {1, 7, 8, 9, 16, 17}) {
        long[] wanted = new long[count];
        Arrays.setAll(wanted, i -> addresses[i % 2 * 2]);
        try (Batch output = reader.read(wanted, 0, count, allocator)) {
          for (int i = 0; i < count; i++) {
            assertEquals(rows.get(i % 2 * 2), TestRows.rowsOf(output).get(i));
          }
          assertEquals(0, output.vector(noNullColumn).getNullCount());
        }
      }
    }
  }

  @Test
  void cursorSeesAllRowsInOrderAcrossPages() {
    try (Batch input = batch(allocator, strings("a".repeat(1000), "b".repeat(300000), "c", null));
        MemoryPool.Reservation reservation = pool.open("test", false);
        RowStore store = new RowStore(new RowLayout(input.schema(), 0), reservation)) {
      RowWriter writer = new RowWriter(store.layout());
      writer.bind(input.vectors(), input.rowCount());
      long[] expected = new long[4 * 50];
      for (int i = 0; i < 50; i++) {
        long[] addresses = new long[4];
        assertEquals(4, store.tryAppend(writer, 0, 4, addresses));
        System.arraycopy(addresses, 0, expected, 4 * i, 4);
      }
      long[] found = new long[200];
      RowCursor cursor = store.cursor();
      long[] some = new long[7];
      int total = 0;
      for (int count = cursor.next(some, 7); count > 0; count = cursor.next(some, 7)) {
        System.arraycopy(some, 0, found, total, count);
        total += count;
      }
      assertEquals(200, total);
      assertArrayEquals(expected, found);
      assertEquals(store.bytes(), pool.reservedBytes());
    }
  }

  @Test
  void refusedReservationEndsAppendingWithoutLoss() {
    MemoryPool small = new MemoryPool(10_000);
    try (Batch input = batch(allocator, strings("a".repeat(1000), "b".repeat(1000)));
        MemoryPool.Reservation reservation = small.open("test", false);
        RowStore store = new RowStore(new RowLayout(input.schema(), 0), reservation)) {
      RowWriter writer = new RowWriter(store.layout());
      writer.bind(input.vectors(), input.rowCount());
      long[] addresses = new long[2];
      int appended = 2;
      while (appended == 2) {
        appended = store.tryAppend(writer, 0, 2, addresses);
      }
      long before = store.rowCount();
      assertTrue(before > 4, "rows before refusal: " + before);
      QueryException refused =
          assertThrows(
              QueryException.class, () -> store.append(writer, new int[] {0, 1}, 0, 2, addresses));
      assertEquals(ErrorCode.OUT_OF_MEMORY, refused.code());
      long[] all = new long[100];
      assertEquals(before, store.cursor().next(all, 100));
    }
  }

  @Test
  void equalValuesHashEquallyAndMatch() {
    try (Batch left =
            batch(
                allocator,
                doubles(0.0, Double.NaN, null, 1.0, 1.0),
                strings("12345678x", "", null, "a", "a"));
        Batch right =
            batch(
                allocator,
                doubles(-0.0, Double.NaN, null, 0.0, 1.0),
                strings("12345678x", "", null, "a", ""));
        MemoryPool.Reservation reservation = pool.open("test", false);
        RowStore store = new RowStore(new RowLayout(left.schema(), 0), reservation)) {
      List<Integer> keys = List.of(0, 1);
      RowHasher hasher = new RowHasher(left.schema(), keys);
      long[] leftHashes = new long[5];
      long[] rightHashes = new long[5];
      hasher.hash(left, leftHashes);
      hasher.hash(right, rightHashes);
      for (int row = 0; row < 3; row++) {
        assertEquals(leftHashes[row], rightHashes[row]);
      }
      assertNotEquals(leftHashes[3], rightHashes[3]);
      assertNotEquals(leftHashes[4], rightHashes[4]);

      RowWriter writer = new RowWriter(store.layout());
      writer.bind(left.vectors(), 5);
      long[] addresses = new long[5];
      store.tryAppend(writer, 0, 5, addresses);
      RowWriter probe = new RowWriter(store.layout());
      probe.bind(right.vectors(), 5);
      int[] pairs = {0, 1, 2, 3, 4};
      int[] unequal = new int[5];
      int equal =
          new KeyMatcher(store.layout(), keys)
              .match(probe.columns(), new int[] {0, 1, 2, 3, 4}, addresses, pairs, 5, unequal, 0);
      assertEquals(3, equal);
      assertArrayEquals(new int[] {0, 1, 2}, new int[] {pairs[0], pairs[1], pairs[2]});
      assertArrayEquals(new int[] {3, 4}, new int[] {unequal[0], unequal[1]});
    }
  }

  @Test
  void partitionsAreEvenlyFilled() {
    int rowCount = 10_000;
    Long[] values = new Long[rowCount];
    for (int i = 0; i < rowCount; i++) {
      values[i] = (long) i;
    }
    try (Batch input = batch(allocator, longs(values))) {
      long[] hashes = new long[rowCount];
      new RowHasher(input.schema(), List.of(0)).hash(input, hashes);
      int[] sizes = new int[7];
      for (long hash : hashes) {
        sizes[RowHasher.partition(hash, 7)]++;
      }
      for (int size : sizes) {
        assertTrue(size > 1200 && size < 1700, "rows of a partition: " + size);
      }
    }
  }
}
