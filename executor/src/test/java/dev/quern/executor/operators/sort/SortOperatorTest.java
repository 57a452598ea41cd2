package dev.quern.executor.operators.sort;

import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.drain;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.executor.operators.tree.OperatorBuilder;
import dev.quern.executor.testing.RandomColumns;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SortOperatorTest {
  private static final long PLENTY = 64L << 20;
  private static final long TINY = 96L << 10;

  @Test
  void placesNullsAsAsked() {
    assertSorted(List.of(new SortKey(0, true, true)), row((Object) null), row(-1), row(2), row(5));
    assertSorted(List.of(new SortKey(0, true, false)), row(-1), row(2), row(5), row((Object) null));
    assertSorted(List.of(new SortKey(0, false, true)), row((Object) null), row(5), row(2), row(-1));
    assertSorted(
        List.of(new SortKey(0, false, false)), row(5), row(2), row(-1), row((Object) null));
  }

  private static void assertSorted(List<SortKey> keys, List<?>... expected) {
    try (TestTaskContext context = TestTaskContext.create(2, PLENTY)) {
      PhysicalNode plan = new SortNode(1, context.input(0, 3, ints(5, null, -1, 2)), keys);
      assertEmits(OperatorBuilder.build(plan, context), expected);
    }
  }

  @Test
  void anEmptyInputGivesNothing() {
    try (TestTaskContext context = TestTaskContext.create()) {
      PhysicalNode plan = sort(context.input(0, 3, ints()), new SortKey(0, true, true));
      assertEmits(OperatorBuilder.build(plan, context));
    }
  }

  @Test
  void withoutKeysTheOrderStays() {
    try (TestTaskContext context = TestTaskContext.create(2, PLENTY)) {
      PhysicalNode plan = sort(context.input(0, 3, ints(3, 1, 2, null)));
      assertEmits(OperatorBuilder.build(plan, context), row(3), row(1), row(2), row((Object) null));
    }
  }

  @Test
  void longRowsMakeSmallBatches() {
    @Nullable String[] texts = new String[40];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = String.valueOf((char) ('a' + i * 7 % 26)).repeat(10_000);
    }
    for (long memoryBytes : new long[] {1 << 20, 256 << 10}) {
      try (TestTaskContext context = TestTaskContext.create(100, memoryBytes)) {
        PhysicalNode plan = sort(context.input(0, 10, strings(texts)), new SortKey(0, true, true));
        int rowCount = 0;
        try (BatchSource rows = OperatorBuilder.build(plan, context)) {
          for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
            rowCount += batch.rowCount();
            long most = memoryBytes / 32 + 11_000;
            assertTrue(batch.rowCount() * 10_000L <= most, "rows: " + batch.rowCount());
            batch.close();
          }
        }
        assertEquals(texts.length, rowCount);
      }
    }
  }

  @Test
  void sortsByListsElementByElement() {
    for (boolean ascending : new boolean[] {true, false}) {
      try (TestTaskContext context = TestTaskContext.create(2, PLENTY)) {
        TestColumn lists =
            TestColumns.lists(
                DataTypes.INTEGER,
                List.of(2L),
                null,
                List.of(1L, 5L),
                List.of(),
                Arrays.asList(1L, null),
                List.of(1L));
        PhysicalNode plan = sort(context.input(0, 4, lists), new SortKey(0, ascending, false));
        List<List<?>> expected = new ArrayList<>();
        expected.add(row(List.of()));
        expected.add(row(List.of(1L)));
        expected.add(row(List.of(1L, 5L)));
        expected.add(row(Arrays.asList(1L, null)));
        expected.add(row(List.of(2L)));
        if (!ascending) {
          Collections.reverse(expected);
        }
        expected.add(row((Object) null));
        assertEmits(OperatorBuilder.build(plan, context), expected.toArray(List<?>[]::new));
      }
    }
  }

  @Test
  void nestedValuesTravelWithTheirRows() {
    try (TestTaskContext context = TestTaskContext.create(2, PLENTY)) {
      TestColumn lists = TestColumns.lists(DataTypes.INTEGER, List.of(1L), null, List.of(3L, 4L));
      PhysicalNode plan =
          sort(context.input(0, 3, ints(2, 3, 1), lists), new SortKey(0, true, true));
      assertEmits(
          OperatorBuilder.build(plan, context),
          row(1, List.of(3L, 4L)),
          row(2, List.of(1L)),
          row(3, null));
    }
  }

  static List<DataType> types() {
    return List.of(
        DataTypes.BOOLEAN,
        DataTypes.TINYINT,
        DataTypes.SMALLINT,
        DataTypes.INTEGER,
        DataTypes.BIGINT,
        DataTypes.FLOAT,
        DataTypes.DOUBLE,
        DataType.decimal(12, 2),
        DataType.decimal(38, 3),
        DataTypes.DATE,
        DataTypes.TIME,
        DataTypes.TIMESTAMP,
        DataTypes.TIMESTAMP_WITH_TIME_ZONE,
        DataTypes.INTERVAL_YEAR_MONTH,
        DataTypes.INTERVAL_DAY_TIME,
        DataTypes.VARCHAR,
        DataTypes.VARBINARY);
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeSortsAsTheOracleInEveryDirection(DataType type) {
    for (int variant = 0; variant < 4; variant++) {
      RandomColumns random = new RandomColumns(7 + variant, variant < 2 ? 0.1 : 0);
      SortKey key = new SortKey(0, variant % 2 == 0, variant < 2);
      assertLikeOracle(List.of(key), 100, PLENTY, random.column(type, 400, 100), sequence(400));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void severalKeysSortAsTheOracle(int seed) {
    Random random = new Random(seed);
    RandomColumns values = new RandomColumns(seed, random.nextInt(3) * 0.1);
    int batchRows = new int[] {1, 3, 1000}[random.nextInt(3)];
    int rows = 1 + random.nextInt(Math.min(3000, 80 * batchRows));
    TestColumn[] columns = new TestColumn[2 + random.nextInt(7)];
    List<SortKey> keys = new ArrayList<>();
    for (int i = 0; i < columns.length - 1; i++) {
      DataType type = types().get(random.nextInt(types().size()));
      columns[i] = values.column(type, rows, 1 + random.nextInt(6));
      keys.add(random.nextInt(keys.size() + 1), key(random, i));
    }
    columns[columns.length - 1] = sequence(rows);
    assertLikeOracle(keys, batchRows, random.nextBoolean() ? PLENTY : TINY, columns);
  }

  private static SortKey key(Random random, int column) {
    return new SortKey(column, random.nextBoolean(), random.nextBoolean());
  }

  @ParameterizedTest
  @CsvSource({"3, 1500", "100, 10000", "1000, 20000"})
  void spillsWhatDoesNotFitAndStaysStable(int batchRows, int rows) {
    RandomColumns random = new RandomColumns(5, 0.05);
    TestColumn[] columns = {
      random.column(DataTypes.VARCHAR, rows, rows / 10),
      random.column(DataTypes.INTEGER, rows, 5),
      sequence(rows)
    };
    List<SortKey> keys = List.of(new SortKey(1, true, false), new SortKey(0, false, true));
    long spilled = assertLikeOracle(keys, batchRows, TINY, columns);
    assertTrue(spilled > 0, "spilled bytes");
  }

  @Test
  void mergesInSeveralPassesIfMemoryIsShort() {
    int rows = 20_000;
    RandomColumns random = new RandomColumns(6, 0);
    TestColumn[] columns = {random.column(DataTypes.BIGINT, rows, rows), sequence(rows)};
    long spilled = assertLikeOracle(List.of(new SortKey(0, true, false)), 500, 24L << 10, columns);
    assertTrue(spilled > 25L * rows, "several passes write more than the rows: " + spilled);
  }

  @Test
  void presortedAndReversedInputsAndHeavyDuplicatesSort() {
    int rows = 5000;
    TestColumn ascending = RandomColumns.sequence(DataTypes.BIGINT, rows);
    TestColumn same = new RandomColumns(1, 0).column(DataTypes.BIGINT, rows, 1);
    for (boolean isAscending : new boolean[] {true, false}) {
      List<SortKey> keys = List.of(new SortKey(0, true, true), new SortKey(1, isAscending, true));
      assertLikeOracle(keys, 1000, PLENTY, same, ascending);
      assertLikeOracle(List.of(new SortKey(1, isAscending, true)), 1000, PLENTY, same, ascending);
    }
  }

  @Test
  void longStringsThatDifferAtTheEndSort() {
    int rows = 300;
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      values.add("x".repeat(1000 + i * 7919 % 300) + (i % 7));
    }
    TestColumn strings = new TestColumn("c", DataTypes.VARCHAR, values);
    assertLikeOracle(List.of(new SortKey(0, true, true)), 10, PLENTY, strings, sequence(rows));
    long spilled =
        assertLikeOracle(List.of(new SortKey(0, false, true)), 10, TINY, strings, sequence(rows));
    assertTrue(spilled > 0);
  }

  @Test
  void aRowLongerThanABlockSpills() {
    String big = "z".repeat(200_000);
    try (TestTaskContext context = TestTaskContext.create(1, 1 << 20)) {
      PhysicalNode plan =
          sort(
              context.input(
                  0,
                  1,
                  ints(3, 1, 2, 6, 5, 4),
                  strings(big, big + "1", "small", big + "2", big + "3", big + "4")),
              new SortKey(0, true, true));
      assertEmits(
          OperatorBuilder.build(plan, context),
          row(1, big + "1"),
          row(2, "small"),
          row(3, big),
          row(4, big + "4"),
          row(5, big + "3"),
          row(6, big + "2"));
      assertTrue(context.statistics(1).bytesSpilled() > 0);
    }
  }

  @Test
  void givesMemoryBackWhenAskedToWhileEmitting() {
    int rows = 10_000;
    try (TestTaskContext context = TestTaskContext.create(1000, 1 << 20)) {
      PhysicalNode plan = sort(context.input(0, 1000, sequence(rows)), new SortKey(0, false, true));
      List<List<@Nullable Object>> seen = new ArrayList<>();
      try (BatchSource source = OperatorBuilder.build(plan, context);
          MemoryPool.Reservation other = context.memoryPool().open("other", false)) {
        seen.addAll(take(source));
        long held = context.memoryPool().reservedBytes();
        assertFalse(other.tryGrow((1 << 20) - held + 1));
        seen.addAll(take(source));
        assertTrue(context.statistics(1).bytesSpilled() > 0);
        assertTrue(context.memoryPool().reservedBytes() < held);
        while (seen.size() < rows) {
          seen.addAll(take(source));
        }
      }
      for (int i = 0; i < rows; i++) {
        assertEquals(row(rows - 1 - i), seen.get(i));
      }
    }
  }

  private static List<List<@Nullable Object>> take(BatchSource source) {
    Batch batch = source.next();
    assertNotNull(batch);
    try (batch) {
      return TestRows.rowsOf(batch);
    }
  }

  @Test
  void closingEarlyRemovesSpillFiles() {
    try (TestTaskContext context = TestTaskContext.create(100, TINY)) {
      PhysicalNode plan =
          sort(context.input(0, 100, sequence(20_000)), new SortKey(0, false, true));
      try (BatchSource source = OperatorBuilder.build(plan, context)) {
        take(source);
        assertFalse(context.spillFiles().isEmpty());
      }
      assertEquals(List.of(), context.spillFiles());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDamagedSpillFileIsAnErrorThatNamesIt(boolean isCut) throws IOException {
    try (TestTaskContext context = TestTaskContext.create(100, TINY)) {
      PhysicalNode plan =
          sort(context.input(0, 100, sequence(20_000)), new SortKey(0, false, true));
      try (BatchSource source = OperatorBuilder.build(plan, context)) {
        take(source);
        for (String name : context.spillFiles()) {
          Path file = context.spillDirectory().resolve(name);
          byte[] bytes = Files.readAllBytes(file);
          bytes[bytes.length * 3 / 4] ^= 4;
          Files.write(file, isCut ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);
        }
        QueryException error =
            assertThrows(
                QueryException.class,
                () -> {
                  while (true) {
                    take(source);
                  }
                });
        assertEquals(ErrorCode.STORAGE_FAILURE, error.code());
        assertTrue(error.message().contains(".run"), error.message());
      }
    }
  }

  private static TestColumn sequence(int rows) {
    return RandomColumns.sequence(DataTypes.INTEGER, rows);
  }

  private static SortNode sort(PhysicalNode input, SortKey... keys) {
    return new SortNode(1, input, List.of(keys));
  }

  /**
   * Compares with a stable sort in Java, so that equal rows must keep their order; returns spill.
   */
  private static long assertLikeOracle(
      List<SortKey> keys, int batchRows, long memoryBytes, TestColumn... columns) {
    try (TestTaskContext context = TestTaskContext.create(batchRows, memoryBytes)) {
      PhysicalNode input = context.input(0, batchRows, columns);
      List<List<@Nullable Object>> expected = new ArrayList<>();
      for (int row = 0; row < columns[0].values().size(); row++) {
        Object[] values = new Object[columns.length];
        for (int column = 0; column < columns.length; column++) {
          values[column] = columns[column].values().get(row);
        }
        expected.add(row(values));
      }
      expected.sort(RowComparators.of(keys));
      List<List<@Nullable Object>> actual =
          drain(OperatorBuilder.build(new SortNode(1, input, keys), context));
      assertEquals(expected.size(), actual.size());
      for (int i = 0; i < actual.size(); i++) {
        assertEquals(expected.get(i), actual.get(i), "row " + i + " of keys " + keys);
      }
      return context.statistics(1).bytesSpilled();
    }
  }
}
