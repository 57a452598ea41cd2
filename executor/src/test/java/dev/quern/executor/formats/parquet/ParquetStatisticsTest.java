package dev.quern.executor.formats.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row groups are left out by their statistics, and never one too many. */
final class ParquetStatisticsTest {
  private static final int ROWS = 20_480;

  @TempDir Path folder;
  private final ParquetFixture fixture = new ParquetFixture();
  private Path file;
  private ScanSource source;

  @BeforeEach
  void writeFile() throws SQLException {
    file = folder.resolve("s.parquet");
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.execute(
          """
          COPY (SELECT (i - 9000)::BIGINT AS b, (i / 100)::INTEGER AS i, (i %% 120 - 60)::TINYINT AS t,
            (i + 4294000000)::UINTEGER AS u, (i / 8.0 - 700)::DOUBLE AS d, (i / 16.0)::FLOAT AS f,
            (i / 100.0 - 50)::DECIMAL(9, 2) AS m, (i * 1000000000000)::DECIMAL(30, 3) AS w,
            DATE '2020-01-01' + (i / 50)::INTEGER AS day,
            TIMESTAMP '2020-01-01' + INTERVAL (i) MINUTE AS ts,
            lpad((i * 7)::VARCHAR, 9, '0') || 'ü' AS s,
            CASE WHEN i < 8192 THEN NULL ELSE i END AS late,
            'same' AS same
            FROM range(%d) r(i))
          TO '%s' (ROW_GROUP_SIZE 2048)
          """
              .formatted(ROWS, file));
    }
    source = fixture.source(file);
  }

  @AfterEach
  void closeFixture() {
    fixture.close();
  }

  private record Probe(String column, String sql, Literal literal) {}

  private List<Probe> probes() {
    DataType money = DataType.decimal(9, 2);
    DataType wide = DataType.decimal(30, 3);
    return List.of(
        new Probe("b", "-100", Literal.of(-100L)),
        new Probe("b", "99999999", Literal.of(99_999_999L)),
        new Probe("i", "50", new Literal(50L, DataTypes.INTEGER)),
        new Probe("t", "-59", new Literal(-59L, DataTypes.TINYINT)),
        new Probe("u", "4294002048", Literal.of(4_294_002_048L)),
        new Probe("d", "0.125", Literal.of(0.125)),
        new Probe("f", "128.0", new Literal(128.0, DataTypes.FLOAT)),
        new Probe("m", "-0.01", new Literal(new BigDecimal("-0.01"), money)),
        new Probe(
            "w", "2048000000000000.000", new Literal(new BigDecimal("2048000000000000.000"), wide)),
        new Probe("day", "DATE '2020-02-11'", new Literal(18_303L, DataTypes.DATE)),
        new Probe(
            "ts",
            "TIMESTAMP '2020-01-02 10:08:00'",
            new Literal(1_577_959_680_000_000L, DataTypes.TIMESTAMP)),
        new Probe("s", "'000014336ü'", Literal.of("000014336ü")),
        new Probe("late", "8192", Literal.of(8192L)),
        new Probe("same", "'same'", Literal.of("same")));
  }

  @Test
  void comparisonsFindWhatDuckDbFinds() throws SQLException {
    Map<String, String> operators =
        Map.of(
            "equal", "=",
            "not_equal", "<>",
            "less_than", "<",
            "less_than_or_equal", "<=",
            "greater_than", ">",
            "greater_than_or_equal", ">=");
    try (DuckDb duckDb = new DuckDb()) {
      for (Probe probe : probes()) {
        for (Map.Entry<String, String> operator : operators.entrySet()) {
          String condition = probe.column() + " " + operator.getValue() + " " + probe.sql();
          long expected =
              (Long)
                  duckDb
                      .query("SELECT count(*) FROM '" + file + "' WHERE " + condition)
                      .get(0)
                      .get(0);
          Expression filter = call(operator.getKey(), column(probe.column()), probe.literal());
          assertEquals(expected, fixture.rows(source, List.of(), filter).size(), condition);
        }
      }
    }
  }

  @Test
  void rowGroupsThatCannotMatchAreNotEvenSplits() {
    assertEquals(10, splits(null));
    assertEquals(1, splits(call("equal", column("b"), Literal.of(-100L))));
    assertEquals(1, splits(call("less_than", column("s"), Literal.of("000000100"))));
    assertEquals(4, splits(call("is_null", column("late"))));
    assertEquals(6, splits(call("is_not_null", column("late"))));
    assertEquals(0, splits(call("equal", column("late"), Literal.ofNull(DataTypes.BIGINT))));
    assertEquals(10, splits(call("equal", column("t"), new Literal(0L, DataTypes.TINYINT))));
    Literal first = Literal.of(-9_000L);
    Literal last = Literal.of(ROWS - 9_001L);
    assertEquals(2, splits(call("in", column("b"), first, last)));
  }

  @Test
  void tellsRowsBoundsNullsAndDistinctValues() {
    TableStatistics statistics = fixture.format.statistics(source);
    assertEquals(ROWS, statistics.rowCount());
    ColumnStatistics big = statistics.columns().get(index("b"));
    assertEquals(Literal.of(-9_000L), big.min());
    assertEquals(Literal.of(ROWS - 9_001L), big.max());
    assertEquals(0, big.nullFraction());
    assertEquals(ROWS, big.distinctCount(), ROWS * 0.2);
    ColumnStatistics tiny = statistics.columns().get(index("t"));
    assertEquals(120, tiny.distinctCount());
    ColumnStatistics late = statistics.columns().get(index("late"));
    assertEquals(0.4, late.nullFraction(), 0.001);
    ColumnStatistics same = statistics.columns().get(index("same"));
    assertEquals(1, same.distinctCount());
    assertEquals(Literal.of("same"), same.min());
    Literal money = statistics.columns().get(index("m")).min();
    assertNotNull(money);
    assertEquals(new BigDecimal("-50.00"), money.value());
    assertTrue(statistics.columns().get(index("s")).averageBytes() > 5);
  }

  @Test
  void boundsThatNobodyGaveAreUnknown() {
    LeafColumn leaf =
        new LeafColumn(
            0,
            "x",
            org.apache.parquet.format.Type.INT32,
            0,
            LeafColumn.Annotation.UNSIGNED,
            1,
            0,
            DataTypes.BIGINT);
    var old = new org.apache.parquet.format.Statistics();
    old.setMin(new byte[] {1, 0, 0, 0});
    old.setMax(new byte[] {0, 0, 0, (byte) 0x80});
    assertNull(ColumnRange.of(leaf, old, 10).max(), "signed order of unsigned numbers");
    assertEquals(ColumnRange.UNKNOWN, ColumnRange.of(leaf, null, 10));
  }

  private int splits(@org.jspecify.annotations.Nullable Expression filter) {
    return fixture
        .format
        .splits(new ScanNode(0, source, List.of(), filter, List.of(), -1), 1)
        .size();
  }

  private int index(String column) {
    return source.tableSchema().indexOf(column);
  }

  private ColumnReference column(String name) {
    return ColumnReference.of(index(name), source.tableSchema().field(index(name)));
  }

  private static Expression call(String function, Expression... operands) {
    return new Call(function, List.of(operands), DataTypes.BOOLEAN, true);
  }
}
