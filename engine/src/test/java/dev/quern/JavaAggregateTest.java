package dev.quern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.JavaAggregator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaAggregateTest {
  /** The total of products; its state is immutable, and its result NULL without rows. */
  public static final class Products implements JavaAggregator<Products.State> {
    /** What a group's rows come to. */
    public record State(long total, boolean hasRows) {}

    @Override
    public State create() {
      return new State(0, false);
    }

    @Override
    public State accumulate(State state, Object[] arguments) {
      return new State(state.total() + (Long) arguments[0] * (Integer) arguments[1], true);
    }

    @Override
    public State merge(State state, State other) {
      return new State(state.total() + other.total(), state.hasRows() || other.hasRows());
    }

    @Override
    public @Nullable Object finish(State state) {
      return state.hasRows() ? state.total() : null;
    }

    @Override
    public void write(State state, DataOutput out) throws IOException {
      out.writeLong(state.total());
      out.writeBoolean(state.hasRows());
    }

    @Override
    public State read(DataInput in) throws IOException {
      return new State(in.readLong(), in.readBoolean());
    }
  }

  /** The different texts and how often they came, in order; its state is mutable and grows. */
  public static final class Tally implements JavaAggregator<TreeMap<String, Long>> {
    @Override
    public TreeMap<String, Long> create() {
      return new TreeMap<>();
    }

    @Override
    public TreeMap<String, Long> accumulate(TreeMap<String, Long> state, Object[] arguments) {
      state.merge((String) arguments[0], 1L, Long::sum);
      return state;
    }

    @Override
    public TreeMap<String, Long> merge(TreeMap<String, Long> state, TreeMap<String, Long> other) {
      other.forEach((text, count) -> state.merge(text, count, Long::sum));
      return state;
    }

    @Override
    public @Nullable Object finish(TreeMap<String, Long> state) {
      return state.toString();
    }

    @Override
    public void write(TreeMap<String, Long> state, DataOutput out) throws IOException {
      out.writeInt(state.size());
      for (var entry : state.entrySet()) {
        byte[] text = entry.getKey().getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
        out.writeLong(entry.getValue());
      }
    }

    @Override
    public TreeMap<String, Long> read(DataInput in) throws IOException {
      TreeMap<String, Long> state = new TreeMap<>();
      int size = in.readInt();
      for (int i = 0; i < size; i++) {
        byte[] text = new byte[in.readInt()];
        in.readFully(text);
        state.put(new String(text, StandardCharsets.UTF_8), in.readLong());
      }
      return state;
    }
  }

  /** Gives its first argument's last value back, whatever class it has. */
  public static class Last implements JavaAggregator<List<Object>> {
    @Override
    public List<Object> create() {
      return new ArrayList<>();
    }

    @Override
    public List<Object> accumulate(List<Object> state, Object[] arguments) {
      return List.of(arguments[0]);
    }

    @Override
    public List<Object> merge(List<Object> state, List<Object> other) {
      return other.isEmpty() ? state : other;
    }

    @Override
    public @Nullable Object finish(List<Object> state) {
      return state.isEmpty() ? null : state.get(0);
    }

    @Override
    public void write(List<Object> state, DataOutput out) throws IOException {
      try (var bytes = new java.io.ByteArrayOutputStream();
          var objects = new java.io.ObjectOutputStream(bytes)) {
        objects.writeObject(state.get(0));
        objects.flush();
        out.writeInt(bytes.size());
        out.write(bytes.toByteArray());
      }
    }

    @Override
    public List<Object> read(DataInput in) throws IOException {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      try (var objects = new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(bytes))) {
        return List.of(objects.readObject());
      } catch (ClassNotFoundException e) {
        throw new IOException(e);
      }
    }
  }

  /** No aggregate: it cannot be made. */
  public static final class WithoutConstructor extends Last {
    /** Takes what nobody gives. */
    public WithoutConstructor(int unused) {}
  }

  private static final class Hidden extends Last {
    public Hidden() {}
  }

  @TempDir Path folder;
  private Path temporary;
  private Quern quern;
  private QuernSession session;

  @BeforeEach
  void open() throws IOException {
    temporary = Files.createDirectory(folder.resolve("temporary"));
    quern =
        Quern.open(
            Settings.defaults()
                .with("threads", "2")
                .with("workers", "1")
                .with("temp-dir", temporary.toString()));
    session = quern.openSession(folder);
    quern.register(
        JavaAggregate.of("products", List.of(long.class, int.class), Long.class, Products.class));
    quern.register(JavaAggregate.of("Tally", List.of(String.class), String.class, Tally.class));
  }

  @AfterEach
  void close() throws IOException {
    session.close();
    quern.close();
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.toList());
    }
  }

  private List<String> rows(String sql) {
    return rows(session.prepare(sql));
  }

  private static List<String> rows(PreparedQuery query) {
    try (QueryRows result = query.run()) {
      return rows(result);
    }
  }

  private static List<String> rows(QueryRows result) {
    List<String> rows = new ArrayList<>();
    for (Row row : result) {
      rows.add(
          String.join(
              "|",
              IntStream.range(0, row.size())
                  .mapToObj(row::getString)
                  .map(String::valueOf)
                  .toList()));
    }
    return rows;
  }

  private QueryException failure(String sql) {
    return assertThrows(QueryException.class, () -> rows(sql));
  }

  private static final String T =
      "(VALUES ('a', 1, 2), ('b', 3, 4), ('a', 5, 6), (NULL, 7, 8), ('b', NULL, 9), ('c', 1, NULL))"
          + " AS t (k, x, y)";

  @Test
  void groupsAndLeavesOutNulls() {
    assertEquals(
        List.of("a|32|{a=2}", "b|12|{b=2}", "c|null|{c=1}", "null|56|{}"),
        rows("SELECT k, products(x, y), tally(k) FROM " + T + " GROUP BY k ORDER BY k"));
    assertEquals(List.of("100|{a=2, b=2, c=1}"), rows("SELECT PRODUCTS(x, y), Tally(k) FROM " + T));
  }

  @Test
  void answersWithoutRows() {
    assertEquals(
        List.of("null|{}"), rows("SELECT products(x, y), tally(k) FROM " + T + " WHERE x > 99"));
    assertEquals(List.of(), rows("SELECT k, tally(k) FROM " + T + " WHERE x > 99 GROUP BY k"));
    assertEquals(
        List.of("a|32|{}", "b|null|{b=1}", "c|null|{}", "null|null|{}"),
        rows(
            "SELECT k, products(x, y) FILTER (WHERE k = 'a'), tally(k) FILTER (WHERE x = 3) FROM "
                + T
                + " GROUP BY k ORDER BY k"));
    assertEquals(
        List.of("null"), rows("SELECT products(CAST(NULL AS BIGINT), NULL) FROM range(3) AS t"));
  }

  /** A row that FILTER leaves out is none that the aggregate sees. */
  @Test
  void filtersGuard() {
    quern.register(
        JavaAggregate.of(
            "picky",
            List.of(Long.class),
            String.class,
            new Last() {
              @Override
              public List<Object> accumulate(List<Object> state, Object[] arguments) {
                if ((Long) arguments[0] < 0) {
                  throw new IllegalArgumentException("negative: " + arguments[0]);
                }
                return List.of(String.valueOf(arguments[0]));
              }
            }));
    assertEquals(
        List.of("10000|0|null", "5000|1|4999"),
        rows(
            "SELECT count(*), g, picky(i) FILTER (WHERE i >= 0) FROM (SELECT i, CASE WHEN i < 0"
                + " THEN 0 ELSE 1 END AS g FROM range(-10000, 5000) AS t (i)) GROUP BY g"
                + " ORDER BY g"));
    QueryException error = failure("SELECT picky(i) FROM range(-5, 5) AS t (i)");
    assertEquals(ErrorCode.INVALID_ARGUMENT, error.code());
    assertTrue(
        error.message().contains("Java aggregate failed: function=picky")
            && error.message().contains("negative: -5"),
        error.message());
  }

  @Test
  void takesDistinctAllHavingRollupAndExpressions() {
    String twice = "(SELECT * FROM " + T + " UNION ALL SELECT * FROM " + T + ")";
    assertEquals(
        List.of("a|{a=1}|32|64", "b|{b=1}|12|24", "c|{c=1}|null|null", "null|{}|56|112"),
        rows(
            "SELECT k, tally(DISTINCT k), products(DISTINCT x, y), products(x, y) FROM "
                + twice
                + " GROUP BY ALL ORDER BY k"));
    assertEquals(
        List.of("a|{a!=2}", "b|{b!=2}"),
        rows(
            "SELECT k, tally(k || '!') AS t FROM "
                + T
                + " GROUP BY ALL HAVING length(tally(k)) > 0 AND count(k) > 1 ORDER BY 1"));
    assertEquals(
        List.of("a|32", "b|12", "c|null", "null|56", "null|100"),
        rows(
            "SELECT k, products(x, y) FROM "
                + T
                + " GROUP BY ROLLUP (k) ORDER BY k, products(x, y)"));
    assertEquals(
        List.of("{a=2, b=2, c=1}"),
        rows("SELECT tally(k) FROM " + T + " GROUP BY () HAVING products(x, y) = 100"));
  }

  @Test
  void slidesOverWindows() {
    assertEquals(
        List.of("1|2|{1=1}|{1=1}", "2|10|{1=1, 2=1}|{1=1, 2=1}", "3|28|{1=1, 2=1, 3=1}|{2=1, 3=1}"),
        rows(
            "SELECT i, products(i, i * 2) OVER (ORDER BY i), tally(i::VARCHAR) OVER (ORDER BY i),"
                + " tally(i::VARCHAR) OVER (ORDER BY i ROWS 1 PRECEDING)"
                + " FROM range(1, 4) AS t (i)"));
    assertEquals(
        List.of("0|{0=1, 2=1}", "1|{1=1, 3=1}", "2|{0=1, 2=1}", "3|{1=1, 3=1}"),
        rows(
            "SELECT i, tally(i::VARCHAR) OVER (PARTITION BY i % 2) FROM range(4) AS t (i)"
                + " ORDER BY i"));
    assertEquals(
        List.of("{}", "{a=1}"),
        rows(
            "SELECT tally(k) OVER (ORDER BY k ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) FROM"
                + " (VALUES ('a'), ('b')) AS t (k)"));
  }

  @Test
  void takesAndReturnsEveryClass() {
    int number = 0;
    for (Class<?> type :
        List.<Class<?>>of(
            boolean.class,
            Byte.class,
            short.class,
            Integer.class,
            long.class,
            Float.class,
            double.class,
            String.class,
            byte[].class,
            LocalDate.class,
            java.time.LocalTime.class,
            java.time.LocalDateTime.class,
            java.time.OffsetDateTime.class)) {
      quern.register(JavaAggregate.of("last" + number++, List.of(type), type, Last.class));
    }
    assertEquals(
        List.of(
            "true|1|2|3|4|0.5|0.25|ä|\\x0001|2026-02-28|12:30:00|2026-01-01 00:00:00.000001|"
                + "2026-01-01 10:00:00+00"),
        rows(
            "SELECT last0(true), last1(1), last2(2), last3(3), last4(4), last5(0.5), last6(0.25),"
                + " last7('ä'), last8(X'0001'), last9(DATE '2026-02-28'), last10(TIME '12:30:00'),"
                + " last11(TIMESTAMP '2026-01-01 00:00:00.000001'),"
                + " last12(CAST('2026-01-01 10:00:00+00:00' AS TIMESTAMP WITH TIME ZONE))"));
    quern.register(
        JavaAggregate.of("wide", List.of(BigDecimal.class), BigDecimal.class, Last.class)
            .withDecimalResult(30, 2));
    quern.register(
        JavaAggregate.of("narrow", List.of(BigDecimal.class), BigDecimal.class, Last.class)
            .withDecimalResult(5, 1));
    assertEquals(
        List.of("-1234567890123456789012.50|-1.5"),
        rows("SELECT wide(-1234567890123456789012.5), narrow(-1.5)"));
    assertEquals(ErrorCode.NUMERIC_OVERFLOW, failure("SELECT narrow(0.25)").code());
    assertEquals(
        "DECIMAL(5,1)", session.prepare("SELECT narrow(1) AS n").schema().type(0).sqlName());
  }

  @Test
  void giveTheSameAnswerOnEveryScheduler() {
    session.execute(
        "COPY (SELECT i % 1000 AS k, i AS x, (i % 7)::INTEGER AS y, (i % 3)::VARCHAR AS s FROM"
            + " range(150000) AS t (i)) TO 'many.parquet'");
    String sql =
        "SELECT count(*), sum(p), sum(q), min(t), max(t) FROM (SELECT k, products(x, y) AS p,"
            + " sum(x * y) AS q, tally(s) AS t FROM 'many.parquet' GROUP BY k)";
    String expected = "1000|33749475004|33749475004|{0=50, 1=50, 2=50}|{0=50, 1=50, 2=50}";
    for (String scheduler : List.of("single-threaded", "threads", "processes")) {
      session.execute("SET scheduler = '" + scheduler + "'");
      assertEquals(List.of(expected), rows(sql), scheduler);
    }
  }

  @Test
  void spillsWithinTheBudget() {
    assertSpills(80_000, 3, 60);
    assertSpills(600, 100, 200);
  }

  /** Groups as many texts of a length into each of so many groups. */
  private void assertSpills(int groups, int textsByGroup, int length) {
    String sql =
        "SELECT count(*), sum(p), sum(q), max(length(t)), min(length(t)) FROM (SELECT i %% %d AS k,"
            + " products(i, 3) AS p, sum(i * 3) AS q, tally(repeat('x', %d) || (i / %d)) AS t"
            + " FROM range(%d) AS t (i) GROUP BY k)";
    String query = sql.formatted(groups, length, groups, groups * textsByGroup);
    List<String> rows = rows(query);
    assertTrue(rows.get(0).startsWith(groups + "|"), rows.toString());
    assertEquals(rows, spilled(query));
  }

  /** Returns the rows of a query that must have written states to disk. */
  private List<String> spilled(String sql) {
    PreparedQuery query = session.prepare(sql).set("memory", "8MB").set("scheduler", "threads");
    try (QueryRows result = query.run()) {
      List<String> rows = rows(result);
      long bytes = result.statistics().orElseThrow().bytesSpilled();
      assertTrue(bytes > 0, "nothing was spilled");
      return rows;
    }
  }

  @Test
  void objectsRunInThisProcessOnly() {
    quern.register(JavaAggregate.of("mine", List.of(String.class), String.class, new Tally()));
    assertEquals(List.of("{a=1}"), rows("SELECT mine('a')"));
    session.execute("SET scheduler = 'processes'");
    for (String sql :
        List.of(
            "SELECT mine(n::VARCHAR) FROM range(3) AS t (n)",
            "SELECT mine(n::VARCHAR) OVER () FROM range(3) AS t (n)",
            "SELECT 1 WHERE '1' IN (SELECT mine(n::VARCHAR) FROM range(3) AS t (n))")) {
      QueryException error = failure(sql);
      assertEquals(ErrorCode.UNSUPPORTED, error.code());
      assertTrue(error.message().contains("[mine]"), error.message());
    }
    assertEquals(List.of("{a=1}"), rows("SELECT tally('a')"));
  }

  @Test
  void refusesWhatItCannotDo() {
    assertEquals(ErrorCode.UNSUPPORTED, failure("SELECT tally(k ORDER BY x) FROM " + T).code());
    assertEquals(
        ErrorCode.UNSUPPORTED, failure("SELECT tally(DISTINCT k) OVER () FROM " + T).code());
    assertEquals(
        ErrorCode.UNSUPPORTED,
        failure("SELECT (SELECT tally(k) FROM " + T + " WHERE t.x = o.i) FROM range(3) AS o (i)")
            .code());
    assertEquals(
        List.of("{a=2, b=2, c=1}"),
        rows("SELECT (SELECT tally(k) FROM " + T + ") FROM range(1) AS o (i)"));
    assertThrows(QueryException.class, () -> rows("SELECT products(1)"));
    assertThrows(QueryException.class, () -> rows("SELECT products('a', 1)"));
    assertThrows(QueryException.class, () -> rows("SELECT 1 WHERE products(1, 1) > 0"));
  }

  @Test
  void wrongStepsEndTheQueryWithTheirName() {
    assertFails(
        "returned no state",
        new Last() {
          @Override
          public List<Object> create() {
            return null;
          }
        });
    assertFails(
        "another class",
        new Last() {
          @Override
          public Object finish(List<Object> state) {
            return 1;
          }
        });
    assertFails(
        "cannot write",
        new Last() {
          @Override
          public void write(List<Object> state, DataOutput out) throws IOException {
            throw new IOException("cannot write");
          }
        });
    assertFails(
        "EOFException",
        new Last() {
          @Override
          public List<Object> read(DataInput in) throws IOException {
            in.readFully(new byte[1 << 20]);
            return List.of();
          }
        });
    assertFails(
        "no end",
        new Last() {
          @Override
          public Object finish(List<Object> state) {
            throw new IllegalStateException("no end");
          }
        });
  }

  private void assertFails(String expected, JavaAggregator<?> aggregator) {
    try (Quern other = Quern.open(Settings.defaults().with("threads", "1"));
        QuernSession wrong = other.openSession(folder)) {
      other.register(JavaAggregate.of("wrong", List.of(String.class), String.class, aggregator));
      QueryException error =
          assertThrows(
              QueryException.class,
              () ->
                  rows(
                      wrong.prepare(
                          "SELECT wrong(i::VARCHAR), i % 3 FROM range(9000) AS t (i) GROUP BY 2")));
      assertTrue(
          error.message().contains("function=wrong") && error.message().contains(expected),
          error.message());
      assertTrue(error.code() != ErrorCode.INTERNAL, error.message());
    }
  }

  @Test
  void refusesWrongDeclarations() {
    assertEquals(ErrorCode.DUPLICATE_OBJECT, refused("TALLY", Tally.class));
    assertEquals(ErrorCode.DUPLICATE_OBJECT, refused("sum", Tally.class));
    assertEquals(ErrorCode.INVALID_ARGUMENT, refused("f", WithoutConstructor.class));
    assertEquals(ErrorCode.INVALID_ARGUMENT, refused("f", Hidden.class));
    assertThrows(
        QueryException.class, () -> JavaAggregate.of("f", List.of(), Long.class, Products.class));
    assertThrows(
        QueryException.class,
        () -> JavaAggregate.of("f", List.of(Thread.class), Long.class, Products.class));
    assertThrows(
        QueryException.class,
        () ->
            JavaAggregate.of("f", List.of(Long.class), Long.class, Products.class)
                .withDecimalResult(5, 2));
  }

  private ErrorCode refused(String name, Class<? extends JavaAggregator<?>> aggregator) {
    return assertThrows(
            QueryException.class,
            () ->
                quern.register(
                    JavaAggregate.of(name, List.of(String.class), String.class, aggregator)))
        .code();
  }

  @Test
  void oneClassMayHaveSeveralNamesAndTypes() {
    quern.register(JavaAggregate.of("tally2", List.of(String.class), String.class, Tally.class));
    quern.register(JavaFunction.of("hypotenuse", Math.class, "hypot"));
    quern.register(JavaFunction.of("hypotenuse2", Math.class, "hypot"));
    for (int scale = 1; scale <= 3; scale++) {
      quern.register(
          JavaAggregate.of("dec" + scale, List.of(BigDecimal.class), BigDecimal.class, Last.class)
              .withDecimalResult(10 * scale, scale));
      quern.register(
          JavaFunction.of("abs" + scale, BigDecimals.class, "absolute")
              .withDecimalResult(10 * scale, scale));
    }
    for (String scheduler : List.of("threads", "processes")) {
      session.execute("SET scheduler = '" + scheduler + "'");
      assertEquals(
          List.of("{a=1}|{a=1}|5.0|5.0|1.5|1.50|1.500|2.5|2.50|2.500"),
          rows(
              "SELECT tally('a'), tally2('a'), hypotenuse(3, 4), hypotenuse2(3, 4), dec1(1.5),"
                  + " dec2(1.5), dec3(1.5), abs1(-2.5), abs2(-2.5), abs3(-2.5) FROM range(1)"));
    }
  }

  /** A function that every process finds. */
  public static final class BigDecimals {
    private BigDecimals() {}

    public static BigDecimal absolute(BigDecimal value) {
      return value.abs();
    }
  }
}
