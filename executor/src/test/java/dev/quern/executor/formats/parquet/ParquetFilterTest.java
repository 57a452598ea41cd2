package dev.quern.executor.formats.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.RuntimeFilters;
import dev.quern.executor.formats.RuntimeFilters.RuntimeFilter;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestValues;
import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.expressions.Or;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a filtering scan emits is what is left of all rows after filtering them by hand. */
final class ParquetFilterTest {
  private static final int ROWS = 1_800;
  private static final int SORTED = 0;
  private static final int FEW = 1;
  private static final int WORD = 2;
  private static final int MANY = 3;
  private static final int ZERO_OR_ONE = 4;

  @TempDir Path folder;
  private final ParquetFixture fixture = new ParquetFixture();
  private ScanSource source;
  private List<List<@Nullable Object>> allRows;

  @BeforeEach
  void writeFile() {
    Path file = folder.resolve("f.parquet");
    ParquetWriterTest.write(fixture, file, Map.of("row_group_rows", "500"), 300, columns());
    source = fixture.source(file);
    allRows = fixture.rows(file);
    assertEquals(ROWS, allRows.size());
  }

  @AfterEach
  void closeFixture() {
    fixture.close();
  }

  private static TestColumn[] columns() {
    Random random = new Random(11);
    List<@Nullable Object> sorted = new ArrayList<>();
    List<@Nullable Object> few = new ArrayList<>();
    List<@Nullable Object> word = new ArrayList<>();
    List<@Nullable Object> many = new ArrayList<>();
    List<@Nullable Object> zeroOrOne = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      sorted.add((long) i);
      few.add(i % 13 == 5 ? null : (long) random.nextInt(20));
      word.add(i % 7 == 3 ? null : List.of("ash", "birch", "cedar", "").get(random.nextInt(4)));
      many.add(i % 17 == 0 ? null : random.nextLong() >> 40);
      zeroOrOne.add((long) (i & 1));
    }
    return new TestColumn[] {
      new TestColumn("sorted", DataTypes.BIGINT, sorted),
      new TestColumn("few", DataTypes.BIGINT, few),
      new TestColumn("word", DataTypes.VARCHAR, word),
      new TestColumn("many", DataTypes.BIGINT, many),
      new TestColumn("zero_or_one", DataTypes.BIGINT, zeroOrOne)
    };
  }

  /** A condition twice: for the scan, and by hand. */
  private record Case(String name, Expression filter, Predicate<List<@Nullable Object>> byHand) {}

  private List<Case> cases() {
    Expression few = call("less_than", column(FEW), Literal.of(3L));
    Expression cedar = call("equal", column(WORD), Literal.of("cedar"));
    Expression many = call("greater_than", column(MANY), Literal.of(0L));
    Expression late = call("greater_than_or_equal", column(SORTED), Literal.of(1_790L));
    Expression isNull = call("is_null", column(FEW));
    Expression guarded =
        new And(
            List.of(
                call("not_equal", column(ZERO_OR_ONE), Literal.of(0L)),
                call(
                    "greater_than",
                    new Call(
                        "divide",
                        List.of(column(SORTED), column(ZERO_OR_ONE)),
                        DataTypes.BIGINT,
                        true),
                    Literal.of(800L))));
    return List.of(
        new Case("few", few, row -> isBelow(row.get(FEW), 3)),
        new Case("word", cedar, row -> "cedar".equals(row.get(WORD))),
        new Case("many", many, row -> isAbove(row.get(MANY), 0)),
        new Case("late", late, row -> isAbove(row.get(SORTED), 1_789)),
        new Case("is null", isNull, row -> row.get(FEW) == null),
        new Case(
            "and",
            new And(List.of(few, cedar, many)),
            row ->
                isBelow(row.get(FEW), 3)
                    && "cedar".equals(row.get(WORD))
                    && isAbove(row.get(MANY), 0)),
        new Case(
            "or",
            new Or(List.of(few, cedar)),
            row -> isBelow(row.get(FEW), 3) || "cedar".equals(row.get(WORD))),
        new Case(
            "two columns",
            call("less_than", column(SORTED), column(MANY)),
            row -> row.get(MANY) != null && (Long) row.get(SORTED) < (Long) row.get(MANY)),
        new Case(
            "guarded division",
            guarded,
            row -> (Long) row.get(ZERO_OR_ONE) == 1 && (Long) row.get(SORTED) > 800),
        new Case("none", call("greater_than", column(FEW), Literal.of(99L)), row -> false));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4096})
  void emitsWhatFilteringByHandLeaves(int batchRows) {
    fixture.batchRows = batchRows;
    for (Case one : cases()) {
      if (batchRows == 1 && !one.name().equals("and")) {
        continue;
      }
      List<List<@Nullable Object>> expected = allRows.stream().filter(one.byHand()).toList();
      assertSame(one.name(), expected, fixture.rows(source, List.of(0, 1, 2, 3, 4), one.filter()));
      assertSame(
          one.name(), select(expected, MANY), fixture.rows(source, List.of(MANY), one.filter()));
      assertSame(
          one.name(),
          select(expected, WORD, FEW),
          fixture.rows(source, List.of(WORD, FEW), one.filter()));
    }
  }

  @Test
  void aColumnMayAppearTwiceOrNotAtAll() {
    Expression filter = call("less_than", column(FEW), Literal.of(3L));
    List<List<@Nullable Object>> expected =
        allRows.stream().filter(row -> isBelow(row.get(FEW), 3)).toList();
    assertSame(
        "twice",
        select(expected, FEW, WORD, FEW, WORD),
        fixture.rows(source, List.of(FEW, WORD, FEW, WORD), filter));
    assertSame("none", select(expected), fixture.rows(source, List.of(), filter));
  }

  @Test
  void countingRowsReadsNoPages() {
    fixture.bytesRead.set(0);
    assertEquals(ROWS, fixture.rows(source, List.of(), null).size());
    assertEquals(0, fixture.bytesRead.get());
  }

  @Test
  void limitEndsTheScan() {
    ScanNode scan = new ScanNode(0, source, List.of(SORTED), null, List.of(), 1_201);
    List<List<@Nullable Object>> rows = TestRows.drain(fixture.open(scan));
    assertSame("limit", select(allRows.subList(0, 1_201), SORTED), rows);
  }

  @Test
  void runtimeFilterKeepsOnlyRowsThatMayMatch() {
    RuntimeFilter even =
        new RuntimeFilter() {
          @Override
          public boolean excludesRange(long min, long max) {
            return min >= 1_000;
          }

          @Override
          public int retain(Batch input, int column, int[] selected, int count) {
            int kept = 0;
            for (int i = 0; i < count; i++) {
              Object value =
                  TestValues.get(input.vector(column), selected[i], input.schema().type(column));
              if (value != null && (Long) value % 2 == 0 && (Long) value < 1_000) {
                selected[kept++] = selected[i];
              }
            }
            return kept;
          }
        };
    fixture.runtimeFilters = id -> id == 4 ? even : null;
    for (int key : new int[] {SORTED, FEW}) {
      ScanNode scan =
          new ScanNode(
              0,
              source,
              List.of(WORD, key),
              null,
              List.of(new RuntimeFilterTarget(4, key), new RuntimeFilterTarget(9, MANY)),
              -1);
      List<List<@Nullable Object>> expected =
          allRows.stream()
              .filter(
                  row ->
                      row.get(key) != null
                          && (Long) row.get(key) % 2 == 0
                          && (Long) row.get(key) < 1_000)
              .toList();
      assertSame("key " + key, select(expected, WORD, key), TestRows.drain(fixture.open(scan)));
    }
    fixture.runtimeFilters = RuntimeFilters.NONE;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4_000, Long.MAX_VALUE})
  void splitsTogetherHoldEachRowOnce(long splitBytes) {
    ScanNode scan = new ScanNode(0, source, List.of(SORTED), null, List.of(), -1);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    fixture
        .format
        .splits(scan, splitBytes)
        .forEach(split -> rows.addAll(TestRows.drain(fixture.open(scan, List.of(split)))));
    assertSame("splits", select(allRows, SORTED), rows);
  }

  @Test
  void closingEarlyFreesEverything() {
    ScanNode scan = new ScanNode(0, source, List.of(WORD, MANY), null, List.of(), -1);
    try (BatchSource rows = fixture.open(scan)) {
      Batch first = rows.next();
      assertTrue(first != null && first.rowCount() > 0);
      first.close();
    }
  }

  private ColumnReference column(int index) {
    Schema schema = source.tableSchema();
    return ColumnReference.of(index, schema.field(index));
  }

  private static Expression call(String function, Expression... operands) {
    return new Call(function, List.of(operands), DataTypes.BOOLEAN, true);
  }

  private static boolean isBelow(@Nullable Object value, long bound) {
    return value != null && (Long) value < bound;
  }

  private static boolean isAbove(@Nullable Object value, long bound) {
    return value != null && (Long) value > bound;
  }

  private static List<List<@Nullable Object>> select(
      List<List<@Nullable Object>> rows, int... columns) {
    List<List<@Nullable Object>> selected = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> part = new ArrayList<>();
      for (int column : columns) {
        part.add(row.get(column));
      }
      selected.add(part);
    }
    return selected;
  }

  private static void assertSame(
      String name, List<List<@Nullable Object>> expected, List<List<@Nullable Object>> actual) {
    assertEquals(expected.size(), actual.size(), name);
    Stream.iterate(0, i -> i < expected.size(), i -> i + 1)
        .forEach(i -> assertEquals(expected.get(i), actual.get(i), name + ", row " + i));
  }
}
