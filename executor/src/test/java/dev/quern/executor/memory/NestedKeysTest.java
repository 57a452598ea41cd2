package dev.quern.executor.memory;

import static dev.quern.executor.testing.TestColumns.batch;
import static dev.quern.executor.testing.TestColumns.column;
import static dev.quern.executor.testing.TestColumns.lists;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestRows;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NestedKeysTest {
  private static final DataType STRUCT =
      new DataType.StructType(
          List.of(Field.of("a", DataTypes.INTEGER), Field.of("b", DataTypes.VARCHAR)));

  private final RootAllocator allocator = new RootAllocator();
  private final MemoryPool pool = new MemoryPool(16 << 20);

  @AfterEach
  void nothingIsLeft() {
    allocator.close();
    assertEquals(0, pool.reservedBytes());
  }

  @Test
  void listsCompareByElementsThenLengthWithNullsLast() {
    checkOrder(
        lists(
            DataTypes.INTEGER,
            List.of(),
            List.of(-5L),
            List.of(1L),
            List.of(1L, 2L),
            List.of(1L, 2L, 0L),
            Arrays.asList(1L, null),
            List.of(2L)));
  }

  @Test
  void doublesInListsCompareAsSql() {
    try (Batch input =
        batch(
            allocator, lists(DataTypes.DOUBLE, List.of(0.0), List.of(-0.0), List.of(Double.NaN)))) {
      assertEquals(NestedKeys.hash(input.vector(0), 0), NestedKeys.hash(input.vector(0), 1));
      check(input, (left, right) -> Integer.compare(left / 2, right / 2));
    }
  }

  @Test
  void textsInListsCompareByBytes() {
    checkOrder(
        lists(
            DataTypes.VARCHAR,
            List.of("", "b"),
            List.of("a"),
            List.of("a", ""),
            List.of("a longer text than eight bytes"),
            List.of("ab"),
            List.of("ü")));
  }

  @Test
  void structsCompareMemberByMember() {
    checkOrder(
        column(
            STRUCT,
            List.of(1L, "x"),
            Arrays.asList(1L, null),
            List.of(2L, "a"),
            Arrays.asList(null, "a")));
  }

  @Test
  void listsOfStructsAndBooleansCompare() {
    checkOrder(
        column(
            new DataType.ListType(STRUCT),
            List.of(List.of(1L, "x")),
            List.of(List.of(1L, "x"), List.of(0L, "")),
            Arrays.asList(List.of(1L, "x"), null)));
    checkOrder(lists(DataTypes.BOOLEAN, List.of(false), List.of(true), List.of(true, false)));
  }

  @Test
  void copiesAreEqualWithNullsAtEveryLevel() {
    TestColumn source =
        column(
            new DataType.ListType(STRUCT),
            null,
            List.of(),
            Arrays.asList(null, Arrays.asList(null, null), List.of(7L, "seven")),
            null,
            List.of(List.of(1L, "")));
    try (Batch input = batch(allocator, source);
        FieldVector gathered =
            VectorGather.gather(
                input.vector(0),
                input.schema().field(0),
                new int[] {2, -1, 0, 4, 1, 2},
                0,
                6,
                allocator);
        Batch output =
            new Batch(input.schema(), List.of(VectorGather.slice(gathered, 0, 6, allocator)), 6)) {
      List<List<Object>> rows = TestRows.rowsOf(input);
      assertEquals(
          List.of(rows.get(2), rows.get(0), rows.get(0), rows.get(4), rows.get(1), rows.get(2)),
          TestRows.rowsOf(output));
    }
  }

  /** Checks all pairs of values that are given in ascending order, none equal to another. */
  private void checkOrder(TestColumn values) {
    try (Batch input = batch(allocator, values)) {
      check(input, Integer::compare);
    }
  }

  private void check(Batch input, IntBinaryOperator expected) {
    int count = input.rowCount();
    RowLayout layout = new RowLayout(input.schema(), 0);
    try (MemoryPool.Reservation reservation = pool.open("test", false);
        RowStore store = new RowStore(layout, reservation)) {
      RowWriter writer = new RowWriter(layout);
      writer.bind(input.vectors(), count);
      long[] rows = new long[count];
      store.append(writer, IntStream.range(0, count).toArray(), 0, count, rows);
      KeyMatcher matcher = new KeyMatcher(layout, List.of(0));
      for (int left = 0; left < count; left++) {
        for (int right = 0; right < count; right++) {
          long stored = layout.valueAddress(rows[right], 0);
          int order = expected.applyAsInt(left, right);
          DataType type = input.schema().type(0);
          long leftValue = layout.valueAddress(rows[left], 0);
          assertEquals(order, Integer.signum(NestedKeys.compare(type, leftValue, stored)));
          assertEquals(order == 0, NestedKeys.equal(input.vector(0), left, stored));
          assertEquals(order == 0, matcher.equal(rows[left], rows[right]));
        }
      }
    }
  }
}
