package dev.quern.executor.expressions;

import static dev.quern.plan.types.DataTypes.BIGINT;
import static dev.quern.plan.types.DataTypes.BOOLEAN;
import static dev.quern.plan.types.DataTypes.DATE;
import static dev.quern.plan.types.DataTypes.DOUBLE;
import static dev.quern.plan.types.DataTypes.INTEGER;
import static dev.quern.plan.types.DataTypes.TIMESTAMP;
import static dev.quern.plan.types.DataTypes.VARCHAR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.expressions.ExpressionFixture.Column;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.DataType;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The same call here and in DuckDB over random rows, for functions that mean the same in both. One
 * record holds both forms of a call.
 */
class DuckDbComparisonTest {
  private static final String[] WORDS = {
    "",
    "quern",
    "Zürich",
    "é€😀",
    "  padded ",
    "a,b,,c",
    "12",
    "-7",
    "UPPER lower",
    "x%y_z",
    "aaaa",
    "the quick brown fox",
    "\\back",
    "日本語テキスト"
  };

  private static final String[] NAMES = {"s", "t", "i", "b", "d", "p", "day", "ts"};

  private record Pair(String sql, Expression expression) {}

  private final ExpressionFixture fixture = new ExpressionFixture();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final DataType decimal = DataType.decimal(12, 3);
  private final Column[] columns = randomColumns(60);

  @AfterEach
  void closeFixture() {
    fixture.close();
  }

  private Column[] randomColumns(int rows) {
    List<List<Object>> values = new ArrayList<>();
    for (int i = 0; i < NAMES.length; i++) {
      values.add(new ArrayList<>());
    }
    for (int row = 0; row < rows; row++) {
      add(values, 0, WORDS[random.nextInt(WORDS.length)]);
      add(values, 1, WORDS[random.nextInt(WORDS.length)]);
      add(values, 2, random.nextInt(13) - 6L);
      add(values, 3, random.nextInt(1_000_000) - 500_000L);
      add(values, 4, random.nextInt(4000) / 16.0 - 100);
      add(values, 5, BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, 3));
      add(values, 6, random.nextInt(60_000) - 20_000L);
      add(values, 7, (long) (random.nextDouble() * 4e15) - 1_000_000_000_000_000L);
    }
    DataType[] types = {VARCHAR, VARCHAR, INTEGER, BIGINT, DOUBLE, decimal, DATE, TIMESTAMP};
    Column[] made = new Column[types.length];
    for (int i = 0; i < types.length; i++) {
      made[i] = new Column(NAMES[i], types[i], values.get(i));
    }
    return made;
  }

  private void add(List<List<Object>> values, int column, Object value) {
    values.get(column).add(random.nextInt(9) == 0 ? null : value);
  }

  private Expression column(String name) {
    int index = List.of(NAMES).indexOf(name);
    return new ColumnReference(index, columns[index].type(), true);
  }

  /** Returns the call of {@code function}; texts that name a column are that column. */
  private Pair pair(String sql, DataType type, String function, Object... arguments) {
    List<Expression> operands = new ArrayList<>();
    for (Object argument : arguments) {
      boolean isColumn = argument instanceof String text && List.of(NAMES).contains(text);
      operands.add(
          argument instanceof Expression expression
              ? expression
              : isColumn ? column((String) argument) : FunctionCases.literal(argument));
    }
    return new Pair(sql, new Call(function, operands, type, true));
  }

  private Pair cast(String sql, String column, DataType type) {
    return new Pair(sql, new Cast(column(column), type, sql.startsWith("try")));
  }

  private List<Pair> pairs() {
    return List.of(
        pair("length(s)", BIGINT, "length", "s"),
        pair("strlen(s)", BIGINT, "octet_length", "s"),
        pair("lower(s)", VARCHAR, "lower", "s"),
        pair("upper(s)", VARCHAR, "upper", "s"),
        pair("reverse(s)", VARCHAR, "reverse", "s"),
        pair("trim(s)", VARCHAR, "trim", "s"),
        pair("ltrim(s, 'q ')", VARCHAR, "ltrim", "s", "q "),
        pair("rtrim(s, 'n日ト')", VARCHAR, "rtrim", "s", "n日ト"),
        pair("substring(s, 2, 3)", VARCHAR, "substring", "s", 2, 3),
        pair("left(s, i)", VARCHAR, "left", "s", "i"),
        pair("right(s, i)", VARCHAR, "right", "s", "i"),
        pair("replace(s, 'a', t)", VARCHAR, "replace", "s", "a", "t"),
        pair("s || t", VARCHAR, "concat", "s", "t"),
        pair("concat(s, t)", VARCHAR, "concat_values", "s", "t"),
        pair("concat_ws('-', s, t, i)", VARCHAR, "concat_ws", "-", "s", "t", "i"),
        pair("strpos(s, 'c')", BIGINT, "strpos", "s", "c"),
        pair("starts_with(s, t)", BOOLEAN, "starts_with", "s", "t"),
        pair("suffix(s, 'n')", BOOLEAN, "ends_with", "s", "n"),
        pair("contains(s, t)", BOOLEAN, "contains", "s", "t"),
        pair("split_part(s, ',', 2)", VARCHAR, "split_part", "s", ",", 2),
        pair("translate(s, 'aeu', 'x')", VARCHAR, "translate", "s", "aeu", "x"),
        pair("s LIKE '%e%'", BOOLEAN, "like", "s", "%e%"),
        pair("s LIKE '_u%'", BOOLEAN, "like", "s", "_u%"),
        pair("s LIKE t", BOOLEAN, "like", "s", "t", ""),
        pair("s LIKE 'x!%%' ESCAPE '!'", BOOLEAN, "like", "s", "x!%%", "!"),
        pair("s ILIKE 'up%LOW%'", BOOLEAN, "ilike", "s", "up%LOW%"),
        pair("md5(s)", VARCHAR, "md5", "s"),
        pair("sha256(s)", VARCHAR, "sha256", "s"),
        pair("regexp_matches(s, '[0-9]+')", BOOLEAN, "regexp_matches", "s", "[0-9]+"),
        pair(
            "regexp_replace(s, '[aeiou]', '<\\0>', 'g')",
            VARCHAR,
            "regexp_replace",
            "s",
            "[aeiou]",
            "<\\0>",
            "g"),
        pair(
            "regexp_extract(s, '([a-z])([a-z])', 2)",
            VARCHAR,
            "regexp_extract",
            "s",
            "([a-z])([a-z])",
            2),
        pair("s < t", BOOLEAN, "less_than", "s", "t"),
        pair("s IS DISTINCT FROM t", BOOLEAN, "is_distinct_from", "s", "t"),
        pair("greatest(s, t)", VARCHAR, "greatest", "s", "t"),
        pair("coalesce(s, t)", VARCHAR, "coalesce", "s", "t"),
        pair("nullif(s, t)", VARCHAR, "nullif", "s", "t"),
        pair("i + b", BIGINT, "add", new Cast(column("i"), BIGINT, false), "b"),
        pair("b % 7", BIGINT, "modulo", "b", 7L),
        pair("b // 7", BIGINT, "divide", "b", 7L),
        pair("abs(b)", BIGINT, "abs", "b"),
        pair("sign(b)", INTEGER, "sign", "b"),
        pair("bit_count(b)", BIGINT, "bit_count", "b"),
        pair("gcd(b, 360)", BIGINT, "gcd", "b", 360L),
        pair("floor(d)", DOUBLE, "floor", "d"),
        pair("ceil(d)", DOUBLE, "ceil", "d"),
        pair("round(d)", DOUBLE, "round", "d"),
        pair("trunc(d)", DOUBLE, "trunc", "d"),
        pair(
            "d * d - d",
            DOUBLE,
            "subtract",
            pair("", DOUBLE, "multiply", "d", "d").expression,
            "d"),
        pair("sqrt(abs(d))", DOUBLE, "sqrt", pair("", DOUBLE, "abs", "d").expression),
        pair("cbrt(d)", DOUBLE, "cbrt", "d"),
        pair("degrees(d)", DOUBLE, "degrees", "d"),
        pair("p + p", DataType.decimal(13, 3), "add", "p", "p"),
        pair("p * p", DataType.decimal(24, 6), "multiply", "p", "p"),
        pair("p - 1.25", DataType.decimal(13, 3), "subtract", "p", new BigDecimal("1.25")),
        pair("p < 10.5", BOOLEAN, "less_than", "p", new BigDecimal("10.5")),
        pair("floor(p)", DataType.decimal(12, 0), "floor", "p"),
        pair("ceil(p)", DataType.decimal(12, 0), "ceil", "p"),
        pair("round(p, 1)", DataType.decimal(12, 1), "round", "p", 1),
        pair("year(day)", BIGINT, "year", "day"),
        pair("quarter(day)", BIGINT, "quarter", "day"),
        pair("month(ts)", BIGINT, "month", "ts"),
        pair("week(day)", BIGINT, "week", "day"),
        pair("isoyear(day)", BIGINT, "isoyear", "day"),
        pair("dayofweek(day)", BIGINT, "dayofweek", "day"),
        pair("dayofyear(ts)", BIGINT, "dayofyear", "ts"),
        pair("hour(ts)", BIGINT, "hour", "ts"),
        pair("minute(ts)", BIGINT, "minute", "ts"),
        pair("second(ts)", BIGINT, "second", "ts"),
        pair("extract(decade FROM day)", BIGINT, "extract_decade", "day"),
        pair("extract(century FROM day)", BIGINT, "extract_century", "day"),
        pair("date_trunc('month', ts)", TIMESTAMP, "date_trunc", "month", "ts"),
        pair("date_trunc('week', ts)", TIMESTAMP, "date_trunc", "week", "ts"),
        pair("date_trunc('hour', ts)", TIMESTAMP, "date_trunc", "hour", "ts"),
        pair(
            "date_diff('month', day, DATE '2000-01-31')",
            BIGINT,
            "date_diff",
            "month",
            "day",
            FunctionCases.date("2000-01-31")),
        pair("ts + INTERVAL 13 MONTH", TIMESTAMP, "date_add", "ts", FunctionCases.months(13)),
        pair(
            "CAST(day - INTERVAL 1 MONTH AS DATE)",
            DATE,
            "date_sub",
            "day",
            FunctionCases.months(1)),
        pair("last_day(day)", DATE, "last_day", "day"),
        pair("monthname(day)", VARCHAR, "monthname", "day"),
        pair("dayname(ts)", VARCHAR, "dayname", "ts"),
        pair(
            "strftime(ts, '%Y-%m-%d %H:%M:%S.%f %j %a %b %p %I')",
            VARCHAR, "strftime", "ts", "%Y-%m-%d %H:%M:%S.%f %j %a %b %p %I"),
        cast("try_cast(s AS INTEGER)", "s", INTEGER),
        cast("CAST(p AS INTEGER)", "p", INTEGER),
        cast("CAST(p AS DOUBLE)", "p", DOUBLE),
        cast("CAST(p AS DECIMAL(10, 1))", "p", DataType.decimal(10, 1)),
        cast("CAST(d AS INTEGER)", "d", INTEGER),
        cast("CAST(d AS DECIMAL(12, 4))", "d", DataType.decimal(12, 4)),
        cast("CAST(d AS VARCHAR)", "d", VARCHAR),
        cast("CAST(p AS VARCHAR)", "p", VARCHAR),
        cast("CAST(b AS VARCHAR)", "b", VARCHAR),
        cast("CAST(day AS VARCHAR)", "day", VARCHAR),
        cast("CAST(ts AS VARCHAR)", "ts", VARCHAR),
        cast("CAST(ts AS DATE)", "ts", DATE));
  }

  @Test
  void givesWhatDuckDbGives() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      load(connection);
      List<String> differences = new ArrayList<>();
      for (Pair pair : pairs()) {
        List<Object> expected = query(connection, pair.sql());
        Object found = fixture.outcome(pair.expression(), columns);
        List<?> rows = found instanceof List<?> list ? list : List.of(found);
        assertTrue(rows.size() == expected.size(), pair.sql() + ": " + rows);
        for (int row = 0; row < rows.size(); row++) {
          if (!same(expected.get(row), rows.get(row))) {
            differences.add(
                pair.sql()
                    + " of "
                    + rowText(row)
                    + ": "
                    + expected.get(row)
                    + " here "
                    + rows.get(row));
            break;
          }
        }
      }
      assertEquals(List.of(), differences, "seed " + seed);
    }
  }

  private String rowText(int row) {
    StringBuilder text = new StringBuilder();
    for (Column column : columns) {
      text.append(column.name()).append('=').append(column.values().get(row)).append(' ');
    }
    return text.toString();
  }

  private void load(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          "CREATE TABLE data (id INTEGER, s VARCHAR, t VARCHAR, i INTEGER, b BIGINT, d DOUBLE, "
              + "p DECIMAL(12, 3), day DATE, ts TIMESTAMP)");
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO data VALUES (?, ?, ?, ?, ?, ?, ?, DATE '1970-01-01' + CAST(? AS INTEGER), "
                + "make_timestamp(CAST(? AS BIGINT)))")) {
      for (int row = 0; row < columns[0].values().size(); row++) {
        insert.setInt(1, row);
        for (int i = 0; i < columns.length; i++) {
          insert.setObject(i + 2, columns[i].values().get(row));
        }
        insert.execute();
      }
    }
  }

  private static List<Object> query(Connection connection, String sql) throws SQLException {
    List<Object> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT " + sql + " FROM data ORDER BY id")) {
      while (rows.next()) {
        values.add(plain(rows.getObject(1)));
      }
    }
    return values;
  }

  private static Object plain(Object value) {
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof LocalDate date) {
      return date.toEpochDay();
    }
    if (value instanceof Date date) {
      return date.toLocalDate().toEpochDay();
    }
    if (value instanceof java.sql.Timestamp time) {
      LocalDateTime local = time.toLocalDateTime();
      return local.toEpochSecond(ZoneOffset.UTC) * 1_000_000L + local.getNano() / 1000;
    }
    return value;
  }

  private static boolean same(Object expected, Object found) {
    if (expected instanceof Double a && found instanceof Double b) {
      return a.equals(b) || Math.abs(a - b) <= 1e-13 * Math.abs(a);
    }
    if (expected instanceof BigDecimal a && found instanceof BigDecimal b) {
      return a.compareTo(b) == 0;
    }
    return expected == null ? found == null : expected.equals(found);
  }
}
