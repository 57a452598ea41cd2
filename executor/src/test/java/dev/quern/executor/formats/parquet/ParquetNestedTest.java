package dev.quern.executor.formats.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.types.DataTypes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists, structs and maps of files that DuckDB has written, compared with what DuckDB reads. */
final class ParquetNestedTest {
  private static final String COLUMNS =
      """
      SELECT i AS id,
        CASE WHEN i % 7 = 0 THEN NULL ELSE list_transform(range(i % 5), lambda x:
          CASE WHEN (x + i) % 3 = 0 THEN NULL ELSE x + i END) END AS numbers,
        CASE WHEN i % 11 = 0 THEN NULL ELSE {'a': CASE WHEN i % 4 = 0 THEN NULL ELSE i END,
          'b': CASE WHEN i % 3 = 0 THEN NULL ELSE 'text ' || i END} END AS pair,
        CASE WHEN i % 13 = 0 THEN NULL ELSE list_transform(range(i % 4), lambda x:
          CASE WHEN x = 2 THEN NULL ELSE list_transform(range(x + i % 2), lambda y: 's' || y) END) END
          AS texts,
        CASE WHEN i % 5 = 0 THEN NULL ELSE list_transform(range(i % 3), lambda x:
          {'k': x, 'v': CASE WHEN i % 2 = 0 THEN NULL ELSE [x, NULL, i] END}) END AS structs,
        CASE WHEN i % 6 = 0 THEN NULL ELSE map_from_entries(list_transform(range(i % 3), lambda x:
          {'k': 'key' || x, 'v': CASE WHEN x = 1 THEN NULL ELSE x * i END})) END AS map
      FROM range(ROWS) t(i)
      """;

  @TempDir Path folder;

  private Path write(int rows, String options) throws Exception {
    Path file = folder.resolve("nested.parquet");
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.execute(
          "COPY ("
              + COLUMNS.replace("ROWS", String.valueOf(rows))
              + ") TO '"
              + file
              + "' (FORMAT parquet"
              + options
              + ")");
    }
    return file;
  }

  @Test
  void readsWhatDuckDbHasWrittenInEveryBatchSize() throws Exception {
    for (String options : List.of("", ", ROW_GROUP_SIZE 2048", ", PARQUET_VERSION v2")) {
      assertReads(write(5000, options), 1000, 4096);
      // More rows than a row group has, and few enough for so many batches.
      assertReads(write(2200, options), 7);
    }
  }

  private static void assertReads(Path file, int... batchSizes) throws Exception {
    List<List<Object>> expected;
    try (DuckDb duckDb = new DuckDb()) {
      expected = duckDb.rows(file);
    }
    for (int batchRows : batchSizes) {
      try (ParquetFixture fixture = new ParquetFixture()) {
        fixture.batchRows = batchRows;
        assertEquals(expected, fixture.rows(file));
      }
    }
  }

  @Test
  void filtersSelectRowsOfNestedColumns() throws Exception {
    Path file = write(5000, "");
    Expression few =
        new Call(
            "less_than",
            List.of(new ColumnReference(0, DataTypes.BIGINT, true), Literal.of(100L)),
            DataTypes.BOOLEAN,
            true);
    try (ParquetFixture fixture = new ParquetFixture();
        DuckDb duckDb = new DuckDb()) {
      ScanSource source = fixture.source(file);
      List<Integer> columns = ParquetFixture.allColumns(source);
      assertEquals(
          duckDb.query("SELECT * FROM '" + file + "' WHERE id < 100"),
          fixture.rows(source, columns, few));
      Expression isNull =
          new Call(
              "is_null",
              List.of(new ColumnReference(1, source.tableSchema().type(1), true)),
              DataTypes.BOOLEAN,
              false);
      assertEquals(
          duckDb.query("SELECT numbers, structs, id FROM '" + file + "' WHERE numbers IS NULL"),
          fixture.rows(source, List.of(1, 4, 0), isNull));
    }
  }

  @Test
  void filesOfOneTableMayLackMembers() throws Exception {
    Path first = folder.resolve("a.parquet");
    Path second = folder.resolve("b.parquet");
    try (DuckDb duckDb = new DuckDb();
        ParquetFixture fixture = new ParquetFixture()) {
      duckDb.execute("COPY (SELECT {'x': 1, 'y': 'one'} AS s) TO '" + first + "'");
      duckDb.execute("COPY (SELECT {'x': 2} AS s) TO '" + second + "'");
      List<List<Object>> rows = fixture.rows(first, second);
      List<Object> missing = new ArrayList<>();
      missing.add(2L);
      missing.add(null);
      assertEquals(List.of(List.of(List.of(1L, "one")), List.of(missing)), rows);
    }
  }

  @Test
  void filesOfOneTableMustAgreeOnShapes() throws Exception {
    Path first = folder.resolve("a.parquet");
    Path second = folder.resolve("b.parquet");
    try (DuckDb duckDb = new DuckDb();
        ParquetFixture fixture = new ParquetFixture()) {
      duckDb.execute("COPY (SELECT {'x': 1} AS s) TO '" + first + "'");
      duckDb.execute("COPY (SELECT [1] AS s) TO '" + second + "'");
      QueryException error = assertThrows(QueryException.class, () -> fixture.rows(first, second));
      assertEquals(ErrorCode.MALFORMED_FILE, error.code());
      assertTrue(error.message().contains("b.parquet"), error.message());
    }
  }

  @Test
  void damagedFilesGiveRowsOrAnError() throws Exception {
    byte[] intact = Files.readAllBytes(write(300, ""));
    Random random = new Random(7);
    int errors = 0;
    Path file = folder.resolve("damaged.parquet");
    for (int i = 0; i < 300; i++) {
      byte[] damaged = intact.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      try (ParquetFixture fixture = new ParquetFixture()) {
        fixture.rows(file);
      } catch (QueryException e) {
        errors++;
        assertTrue(e.code() != ErrorCode.INTERNAL, e.message());
      }
    }
    assertTrue(errors > 50, "errors: " + errors);
  }
}
