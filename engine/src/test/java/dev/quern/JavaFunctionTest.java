package dev.quern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaFunctionTest {
  /** Functions that every process finds. */
  public static final class Functions {
    private Functions() {}

    public static String shout(String text) {
      return text.isEmpty() ? null : text.toUpperCase(Locale.ROOT) + "!";
    }

    public static long sum(byte a, short b, int c, Long d) {
      return a + b + c + d;
    }

    public static boolean not(boolean value) {
      return !value;
    }

    public static float half(float value) {
      return value / 2;
    }

    public static Double root(double value) {
      return value < 0 ? null : Math.sqrt(value);
    }

    public static BigDecimal tax(BigDecimal amount) {
      return amount.multiply(new BigDecimal("0.5"));
    }

    public static byte[] reverse(byte[] bytes) {
      byte[] reversed = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        reversed[i] = bytes[bytes.length - 1 - i];
      }
      return reversed;
    }

    public static LocalDate tomorrow(LocalDate day) {
      return day.plusDays(1);
    }

    public static LocalTime noon(LocalTime time) {
      return time.plusHours(12);
    }

    public static LocalDateTime later(LocalDateTime moment) {
      return moment.plusNanos(1000);
    }

    public static long positive(long value) {
      if (value <= 0) {
        throw new IllegalArgumentException("not positive: " + value);
      }
      return value;
    }

    static long hidden(long value) {
      return value;
    }
  }

  @TempDir Path folder;
  private Quern quern;
  private QuernSession session;

  @BeforeEach
  void open() {
    quern = Quern.open(Settings.defaults().with("threads", "2").with("workers", "1"));
    session = quern.openSession(folder);
  }

  @AfterEach
  void close() {
    session.close();
    quern.close();
  }

  private void register(String... methods) {
    for (String method : methods) {
      quern.register(JavaFunction.of("j_" + method, Functions.class, method));
    }
  }

  private List<String> rows(String sql) {
    List<String> rows = new ArrayList<>();
    try (QueryRows result = session.query(sql)) {
      for (Row row : result) {
        rows.add(
            String.join(
                "|",
                IntStream.range(0, row.size())
                    .mapToObj(row::getString)
                    .map(String::valueOf)
                    .toList()));
      }
    }
    return rows;
  }

  private ErrorCode code(String sql) {
    return assertThrows(QueryException.class, () -> rows(sql)).code();
  }

  @Test
  void takesAndReturnsEveryClass() {
    register("shout", "sum", "not", "half", "root", "tax", "reverse", "tomorrow", "noon", "later");
    assertEquals(
        List.of("ÄB!|10|false|1.5|3.0|true|\\x030201"),
        rows(
            "SELECT j_shout('äb'), J_Sum(1, 2, 3, 4), j_not(true), j_half(3), j_root(9),"
                + " j_tax(2.5) = 1.25, j_reverse(X'010203')"));
    assertEquals(
        List.of("2026-03-01|13:00:00|2026-01-01 00:00:00.000001"),
        rows(
            "SELECT j_tomorrow(DATE '2026-02-28'), j_noon(TIME '01:00:00'),"
                + " j_later(TIMESTAMP '2026-01-01 00:00:00')"));
  }

  @Test
  void isNotCalledForNullAndMayReturnIt() throws IOException {
    register("shout", "root", "positive");
    Files.writeString(folder.resolve("t.csv"), "s,x\na,4\n,\n\"\",-1\n");
    assertEquals(
        List.of("A!|2.0|4", "null|null|null", "null|null|0"),
        rows(
            "SELECT j_shout(s), j_root(x), CASE WHEN x > 0 THEN j_positive(x) WHEN x < 0 THEN 0"
                + " END FROM 't.csv'"));
  }

  @Test
  void guardsHold() {
    register("positive");
    assertEquals(
        List.of("50005000"),
        rows(
            "SELECT sum(CASE WHEN n > 0 THEN j_positive(n) ELSE 0 END)"
                + " FROM range(-10000, 10001) AS t (n)"));
    assertEquals(
        List.of("10000"),
        rows(
            "SELECT count(*) FROM range(-10000, 10001) AS t (n) WHERE n > 0 AND j_positive(n) > 0"));
    QueryException error =
        assertThrows(
            QueryException.class,
            () -> rows("SELECT sum(j_positive(n)) FROM range(-5, 100000) AS t (n)"));
    assertEquals(ErrorCode.INVALID_ARGUMENT, error.code());
    assertTrue(error.getMessage().contains("not positive: -5"), error.getMessage());
  }

  @Test
  void giveTheSameAnswerInterpretedAndCompiledOnEveryScheduler() {
    register("root", "shout");
    String sql =
        "SELECT count(j_shout('x' || n)), sum(j_root(n * n)), max(length(j_shout('y' || n)))"
            + " FROM range(%d) AS t (n) WHERE j_root(n) > 1";
    for (String scheduler : List.of("single-threaded", "threads", "processes")) {
      session.execute("SET scheduler = '" + scheduler + "'");
      assertEquals(List.of("8|44.0|3"), rows(sql.formatted(10)), scheduler);
      assertEquals(List.of("199998|19999899999.0|8"), rows(sql.formatted(200_000)), scheduler);
    }
  }

  @Test
  void lambdasRunInThisProcessOnly() {
    quern.register(JavaFunction.of("plus_one", Long.class, Long.class, n -> n + 1));
    quern.register(
        JavaFunction.of(
            "echo", String.class, Integer.class, String.class, (text, n) -> text.repeat(n)));
    assertEquals(List.of("3|ababab"), rows("SELECT plus_one(2), echo('ab', 3)"));
    session.execute("SET scheduler = 'processes'");
    for (String sql :
        List.of(
            "SELECT plus_one(n) FROM range(3) AS t (n)",
            "SELECT 1 WHERE 1 IN (SELECT plus_one(n) FROM range(3) AS t (n))")) {
      QueryException error = assertThrows(QueryException.class, () -> rows(sql));
      assertEquals(ErrorCode.UNSUPPORTED, error.code());
      assertTrue(error.getMessage().contains("[plus_one]"), error.getMessage());
    }
    assertEquals(List.of("1"), rows("SELECT 1"));
  }

  @Test
  void refusesWhatDoesNotFit() {
    register("sum", "tax");
    assertEquals(ErrorCode.NUMERIC_OVERFLOW, code("SELECT j_sum(1, 2, 5000000000, 4)"));
    assertEquals(ErrorCode.NUMERIC_OVERFLOW, code("SELECT j_tax(0.00000000001)"));
    assertThrows(QueryException.class, () -> rows("SELECT j_sum('a', 2, 3, 4)"));
    assertThrows(QueryException.class, () -> rows("SELECT j_sum(1)"));
    assertEquals(ErrorCode.UNKNOWN_FUNCTION, code("SELECT no_such_function(1)"));
  }

  @Test
  void refusesWrongDeclarations() {
    register("tax");
    assertEquals(ErrorCode.DUPLICATE_OBJECT, refused("J_TAX", Functions.class, "tax"));
    assertEquals(ErrorCode.DUPLICATE_OBJECT, refused("upper", Functions.class, "shout"));
    assertEquals(ErrorCode.INVALID_ARGUMENT, refused("f", Functions.class, "nothing"));
    assertEquals(ErrorCode.INVALID_ARGUMENT, refused("f", Functions.class, "hidden"));
    assertEquals(ErrorCode.INVALID_ARGUMENT, refused("f", String.class, "length"));
    assertEquals(ErrorCode.INVALID_ARGUMENT, refused("f", Math.class, "abs"));
    assertEquals(ErrorCode.UNSUPPORTED, refused("f", Thread.class, "currentThread"));
  }

  private ErrorCode refused(String name, Class<?> owner, String method) {
    return assertThrows(
            QueryException.class, () -> quern.register(JavaFunction.of(name, owner, method)))
        .code();
  }

  @Test
  void decimalsHaveTheTypeThatIsTold() {
    quern.register(JavaFunction.of("tax", Functions.class, "tax").withDecimalResult(12, 3));
    assertEquals(List.of("0.625"), rows("SELECT tax(1.25)"));
    assertEquals(
        "DECIMAL(12,3)", session.prepare("SELECT tax(1.25) AS t").schema().type(0).sqlName());
    assertEquals(
        List.of("61728394.500"),
        rows("SELECT tax(CAST('123456789.00000000000000000000' AS DECIMAL(38,20)))"));
  }
}
