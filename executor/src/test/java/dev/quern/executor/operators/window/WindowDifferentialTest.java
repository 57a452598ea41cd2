package dev.quern.executor.operators.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.operators.tree.OperatorBuilder;
import dev.quern.executor.testing.RandomColumns;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.executor.testing.TestRows;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.nodes.WindowCall;
import dev.quern.plan.nodes.WindowCall.Bound;
import dev.quern.plan.nodes.WindowCall.BoundKind;
import dev.quern.plan.nodes.WindowCall.Exclusion;
import dev.quern.plan.nodes.WindowCall.Frame;
import dev.quern.plan.nodes.WindowCall.Unit;
import dev.quern.plan.nodes.WindowNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random window functions over random rows, compared with DuckDB. */
final class WindowDifferentialTest {
  private static final int SEQUENCE = 0;
  private static final int PARTITION = 1;
  private static final int ORDER = 2;
  private static final int WHOLE = 3;
  private static final int FLOATING = 4;
  private static final int TEXT = 5;
  private static final int DECIMAL = 6;
  private static final int DAY = 7;
  private static final int FLAG = 8;
  private static final int SMALL = 9;
  private static final int[] VALUES = {ORDER, WHOLE, FLOATING, TEXT, DECIMAL, DAY, FLAG};
  private static final long PLENTY = 64L << 20;
  private static final long TINY = 48L << 10;

  private static Connection duckdb;

  @BeforeAll
  static void connect() throws SQLException {
    duckdb = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterAll
  static void disconnect() throws SQLException {
    duckdb.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void randomCallsAgree(int seed) throws SQLException {
    Random random = new Random(seed);
    int rows = new int[] {1, 30, 250}[random.nextInt(3)];
    TestColumn[] columns = columns(seed, rows, 1 + random.nextInt(6));
    load(columns);
    for (int round = 0; round < 3; round++) {
      List<SortKey> order = order(random);
      List<CallDraft> drafts = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        drafts.add(draft(random, order));
      }
      int batchRows = rows == 250 ? 60 : new int[] {1, 3, 256}[random.nextInt(3)];
      List<Integer> partition = random.nextInt(4) == 0 ? List.of() : List.of(PARTITION);
      assertAgree(columns, partition, order, drafts, batchRows, PLENTY);
    }
  }

  @Test
  void aPartitionLargerThanMemorySpillsAndAgrees() throws SQLException {
    int rows = 2000;
    TestColumn[] columns = columns(99, rows, 1);
    load(columns);
    List<SortKey> order =
        List.of(new SortKey(ORDER, true, false), new SortKey(SEQUENCE, true, true));
    Bound preceding = new Bound(BoundKind.UNBOUNDED_PRECEDING, null);
    Bound following = new Bound(BoundKind.UNBOUNDED_FOLLOWING, null);
    Bound current = new Bound(BoundKind.CURRENT_ROW, null);
    Frame toEnd = new Frame(Unit.ROWS, current, following, Exclusion.NONE);
    Frame all = new Frame(Unit.ROWS, preceding, following, Exclusion.NONE);
    Frame wide =
        new Frame(
            Unit.ROWS,
            new Bound(BoundKind.PRECEDING, Literal.of(1000)),
            new Bound(BoundKind.FOLLOWING, Literal.of(500)),
            Exclusion.NONE);
    List<CallDraft> drafts =
        List.of(
            new CallDraft("sum", List.of(WHOLE), toEnd, false),
            new CallDraft("max", List.of(TEXT), wide, false),
            new CallDraft("avg", List.of(FLOATING), wide, false),
            new CallDraft("lead", List.of(TEXT), all, false),
            new CallDraft("last_value", List.of(TEXT), all, true),
            new CallDraft("cume_dist", List.of(), all, false));
    long spilled = assertAgree(columns, List.of(), order, drafts, 250, TINY);
    assertTrue(spilled > 0, "spilled bytes: " + spilled);
  }

  @Test
  void rangesOverDatesAndDecimalsAgree() throws SQLException {
    TestColumn[] columns = columns(5, 200, 3);
    load(columns);
    Map<Integer, List<Literal>> offsets =
        Map.of(
            DAY,
            List.of(
                new Literal(3 * RangeKey.MICROS_PER_DAY + 1, DataTypes.INTERVAL_DAY_TIME),
                new Literal(2L, DataTypes.INTERVAL_YEAR_MONTH)),
            DECIMAL,
            List.of(new Literal(new BigDecimal("1.5"), DataType.decimal(3, 1)), Literal.of(7)),
            FLOATING,
            List.of(Literal.of(0.25)));
    for (Map.Entry<Integer, List<Literal>> entry : offsets.entrySet()) {
      for (boolean ascending : new boolean[] {true, false}) {
        for (boolean nullsFirst : new boolean[] {true, false}) {
          List<CallDraft> drafts = new ArrayList<>();
          for (Literal offset : entry.getValue()) {
            Bound before = new Bound(BoundKind.PRECEDING, offset);
            Bound after = new Bound(BoundKind.FOLLOWING, offset);
            Bound end = new Bound(BoundKind.UNBOUNDED_FOLLOWING, null);
            for (Bound[] bounds :
                new Bound[][] {{before, after}, {before, before}, {after, end}, {after, after}}) {
              Frame frame = new Frame(Unit.RANGE, bounds[0], bounds[1], Exclusion.NONE);
              drafts.add(new CallDraft("count", List.of(), frame, false));
              drafts.add(new CallDraft("sum", List.of(WHOLE), frame, false));
            }
          }
          List<SortKey> order = List.of(new SortKey(entry.getKey(), ascending, nullsFirst));
          assertAgree(columns, List.of(PARTITION), order, drafts, 100, PLENTY);
        }
      }
    }
  }

  private static TestColumn[] columns(int seed, int rows, int partitions) {
    RandomColumns random = new RandomColumns(seed, 0.15);
    Random plain = new Random(seed);
    List<@Nullable Object> order = new ArrayList<>();
    List<@Nullable Object> floating = new ArrayList<>();
    List<@Nullable Object> small = new ArrayList<>();
    List<@Nullable Object> decimals = new ArrayList<>();
    List<@Nullable Object> days = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      order.add(plain.nextInt(8) == 0 ? null : (long) plain.nextInt(30));
      floating.add(plain.nextInt(8) == 0 ? null : plain.nextInt(1000) / 64.0);
      small.add((long) plain.nextInt(4) + 1);
      decimals.add(
          plain.nextInt(8) == 0 ? null : BigDecimal.valueOf(plain.nextInt(2000) - 1000, 2));
      days.add(plain.nextInt(8) == 0 ? null : (long) plain.nextInt(400) + 18000);
    }
    return new TestColumn[] {
      RandomColumns.sequence(DataTypes.INTEGER, rows).named("seq"),
      random.column(DataTypes.INTEGER, rows, partitions).named("p"),
      new TestColumn("o", DataTypes.INTEGER, order),
      random.column(DataTypes.BIGINT, rows, 50).named("w"),
      new TestColumn("f", DataTypes.DOUBLE, floating),
      random.column(DataTypes.VARCHAR, rows, 30).named("s"),
      new TestColumn("d", DataType.decimal(10, 2), decimals),
      new TestColumn("day", DataTypes.DATE, days),
      random.column(DataTypes.BOOLEAN, rows, 2).named("b"),
      new TestColumn("n", DataTypes.INTEGER, small)
    };
  }

  /** Either peers matter (one key) or the order is total (the sequence comes last). */
  private static List<SortKey> order(Random random) {
    SortKey sequence = new SortKey(SEQUENCE, random.nextBoolean(), true);
    SortKey key =
        new SortKey(
            VALUES[random.nextInt(VALUES.length)], random.nextBoolean(), random.nextBoolean());
    return random.nextBoolean() ? List.of(key) : List.of(key, sequence);
  }

  private static CallDraft draft(Random random, List<SortKey> order) {
    boolean isTotal = order.size() > 1;
    String[] anyOrder = {"rank", "dense_rank", "percent_rank", "cume_dist"};
    String[] totalOrder = {
      "row_number", "ntile", "lag", "lead", "first_value", "last_value", "nth_value"
    };
    String[] aggregates = {
      "count", "sum", "avg", "min", "max", "bool_and", "bool_or", "stddev", "var_pop"
    };
    int kind = random.nextInt(4);
    if (kind == 0) {
      return new CallDraft(pick(random, anyOrder), List.of(), frame(random, order), false);
    }
    if (kind == 1 && isTotal) {
      String function = pick(random, totalOrder);
      boolean ignoreNulls =
          random.nextBoolean() && !function.equals("row_number") && !function.equals("ntile");
      return new CallDraft(
          function, arguments(random, function), frame(random, order), ignoreNulls);
    }
    String function = pick(random, aggregates);
    return new CallDraft(function, arguments(random, function), frame(random, order), false);
  }

  private static List<Integer> arguments(Random random, String function) {
    int value = VALUES[random.nextInt(VALUES.length)];
    switch (function) {
      case "row_number":
        return List.of();
      case "ntile":
        return List.of(SMALL);
      case "lag":
      case "lead":
        return random.nextBoolean() ? List.of(value) : List.of(value, SMALL, value);
      case "nth_value":
        return List.of(value, SMALL);
      case "count":
        return random.nextBoolean() ? List.of() : List.of(value);
      case "sum":
      case "avg":
        return List.of(new int[] {ORDER, FLOATING, DECIMAL, WHOLE}[random.nextInt(4)]);
      case "stddev":
      case "var_pop":
        return List.of(new int[] {ORDER, FLOATING}[random.nextInt(2)]);
      case "bool_and":
      case "bool_or":
        return List.of(FLAG);
      default:
        return List.of(value);
    }
  }

  private static Frame frame(Random random, List<SortKey> order) {
    boolean canOffsetRange = order.size() == 1 && order.get(0).column() == ORDER;
    Unit unit = Unit.values()[random.nextInt(3)];
    Bound[] bounds = {bound(random), bound(random)};
    while (!isLegal(bounds[0], bounds[1])) {
      bounds = new Bound[] {bound(random), bound(random)};
    }
    boolean hasOffset = bounds[0].offset() != null || bounds[1].offset() != null;
    if (unit == Unit.RANGE && hasOffset && !canOffsetRange) {
      unit = Unit.GROUPS;
    }
    if (unit == Unit.ROWS && order.size() == 1) {
      unit = Unit.GROUPS;
    }
    Exclusion exclusion =
        random.nextInt(3) == 0
            ? Exclusion.values()[random.nextInt(Exclusion.values().length)]
            : Exclusion.NONE;
    return new Frame(unit, bounds[0], bounds[1], exclusion);
  }

  private static boolean isLegal(Bound start, Bound end) {
    return start.kind() != BoundKind.UNBOUNDED_FOLLOWING
        && end.kind() != BoundKind.UNBOUNDED_PRECEDING
        && start.kind().compareTo(end.kind()) <= 0;
  }

  private static Bound bound(Random random) {
    BoundKind kind = BoundKind.values()[random.nextInt(5)];
    boolean hasOffset = kind == BoundKind.PRECEDING || kind == BoundKind.FOLLOWING;
    return new Bound(kind, hasOffset ? Literal.of(random.nextInt(5)) : null);
  }

  private static String pick(Random random, String[] names) {
    return names[random.nextInt(names.length)];
  }

  /** A call whose result type is still open. */
  private record CallDraft(
      String function, List<Integer> arguments, Frame frame, boolean ignoreNulls) {
    WindowCall call(Schema input, int index) {
      return new WindowCall(
          function, arguments, frame, ignoreNulls, false, Field.of("r" + index, type(input)));
    }

    private DataType type(Schema input) {
      switch (function) {
        case "percent_rank":
        case "cume_dist":
        case "avg":
        case "stddev":
        case "var_pop":
          return DataTypes.DOUBLE;
        case "row_number":
        case "rank":
        case "dense_rank":
        case "ntile":
        case "count":
          return DataTypes.BIGINT;
        case "sum":
          return sumType(input.type(arguments.get(0)));
        default:
          return input.type(arguments.get(0));
      }
    }

    private static DataType sumType(DataType type) {
      if (type instanceof DataType.DecimalType decimal) {
        return DataType.decimal(38, decimal.scale());
      }
      if (type.equals(DataTypes.BIGINT)) {
        return DataType.decimal(38, 0);
      }
      return type.equals(DataTypes.INTEGER) ? DataTypes.BIGINT : type;
    }
  }

  private static void load(TestColumn[] columns) throws SQLException {
    try (Statement statement = duckdb.createStatement()) {
      StringBuilder table = new StringBuilder("CREATE OR REPLACE TABLE t (");
      for (TestColumn column : columns) {
        table.append(column.name()).append(' ').append(column.type().sqlName()).append(", ");
      }
      statement.execute(table.append(")").toString().replace(", )", ")"));
      StringBuilder rows = new StringBuilder("INSERT INTO t VALUES ");
      for (int row = 0; row < columns[0].values().size(); row++) {
        rows.append(row == 0 ? "(" : ", (");
        for (int i = 0; i < columns.length; i++) {
          rows.append(i == 0 ? "" : ", ").append(literal(columns[i], row));
        }
        rows.append(')');
      }
      statement.execute(rows.toString());
    }
  }

  private static String literal(TestColumn column, int row) {
    Object value = column.values().get(row);
    if (value == null) {
      return "NULL";
    }
    if (value instanceof String text) {
      return "'" + text.replace("'", "''").replace("\0", "' || chr(0) || '") + "'";
    }
    if (column.type().equals(DataTypes.DATE)) {
      return "DATE '" + LocalDate.ofEpochDay((Long) value) + "'";
    }
    return String.valueOf(value);
  }

  /** Runs both, compares by the sequence column, and returns the bytes spilled. */
  private static long assertAgree(
      TestColumn[] columns,
      List<Integer> partition,
      List<SortKey> order,
      List<CallDraft> drafts,
      int batchRows,
      long memoryBytes)
      throws SQLException {
    Schema input = TestColumns.schema(columns);
    List<WindowCall> calls = new ArrayList<>();
    List<Field> results = new ArrayList<>();
    for (CallDraft draft : drafts) {
      calls.add(draft.call(input, calls.size()));
      results.add(calls.get(calls.size() - 1).result());
    }
    try (TestTaskContext context = TestTaskContext.create(batchRows, memoryBytes)) {
      PhysicalNode source = context.input(0, Math.max(batchRows, 20), columns);
      WindowNode node =
          new WindowNode(
              1, source, partition, order, false, calls, input.concat(new Schema(results)));
      String sql = new WindowSql(node).query();
      Map<Long, List<@Nullable Object>> expected = query(sql, columns.length, calls.size());
      List<List<@Nullable Object>> actual = TestRows.drain(OperatorBuilder.build(node, context));
      assertEquals(expected.size(), actual.size());
      PhysicalNode again = context.input(0, Math.max(batchRows, 20), columns);
      WindowNode overSorted = sortedBefore(node, again);
      assertEquals(actual, TestRows.drain(OperatorBuilder.build(overSorted, context)));
      for (List<@Nullable Object> row : actual) {
        List<@Nullable Object> wanted = expected.get((Long) row.get(SEQUENCE));
        for (int i = 0; i < calls.size(); i++) {
          assertSame(wanted.get(i), row.get(columns.length + i), calls.get(i), row, sql);
        }
      }
      return context.statistics(1).bytesSpilled();
    }
  }

  private static Map<Long, List<@Nullable Object>> query(String sql, int columns, int calls)
      throws SQLException {
    Map<Long, List<@Nullable Object>> rows = new HashMap<>();
    try (Statement statement = duckdb.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
          values.add(result.getObject(columns + i + 1));
        }
        rows.put(result.getLong(SEQUENCE + 1), values);
      }
    }
    return rows;
  }

  /** Returns the same window over an input that another operator sorts. */
  private static WindowNode sortedBefore(WindowNode node, PhysicalNode input) {
    List<SortKey> keys = new ArrayList<>();
    node.partitionKeys().forEach(column -> keys.add(new SortKey(column, true, false)));
    keys.addAll(node.orderKeys());
    return new WindowNode(
        3,
        new SortNode(2, input, keys),
        node.partitionKeys(),
        node.orderKeys(),
        true,
        node.calls(),
        node.schema());
  }

  private static void assertSame(
      @Nullable Object expected,
      @Nullable Object actual,
      WindowCall call,
      List<@Nullable Object> row,
      String sql) {
    Supplier<String> message = () -> call + "\nof row " + row + "\n" + sql;
    if (expected == null || actual == null) {
      assertEquals(expected, actual, message);
    } else if (expected instanceof Double number) {
      double tolerance = 1e-9 * Math.max(1, Math.abs(number));
      assertEquals(number, (Double) actual, tolerance, message);
    } else if (expected instanceof Number) {
      BigDecimal left = new BigDecimal(expected.toString());
      assertEquals(0, left.compareTo(new BigDecimal(actual.toString())), message);
    } else if (expected instanceof LocalDate date) {
      assertEquals(date.toEpochDay(), actual, message);
    } else {
      assertEquals(expected, actual, message);
    }
  }
}
