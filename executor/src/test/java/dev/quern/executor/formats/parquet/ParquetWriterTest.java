package dev.quern.executor.formats.parquet;

import static dev.quern.executor.testing.TestColumns.batches;
import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.schema;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.testing.TestColumn;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written comes back, through our reader and through DuckDB. */
final class ParquetWriterTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "snappy, 1, 1, 7",
    "snappy, 3, 3, 2",
    "zstd, 100, 33, 40",
    "gzip, 500, 500, 1000",
    "lz4_raw, 1000, 100, 300",
    "none, 1500, 1000, 900",
    "snappy, 25000, 4096, 23000"
  })
  void allTypesComeBack(String compression, int rows, int batchRows, int rowGroupRows)
      throws SQLException {
    TestColumn[] columns = allTypes(rows);
    Map<String, String> options =
        Map.of("compression", compression, "row_group_rows", Integer.toString(rowGroupRows));
    Path file = folder.resolve("all.parquet");
    try (ParquetFixture fixture = new ParquetFixture();
        DuckDb duckDb = new DuckDb()) {
      write(fixture, file, options, batchRows, columns);
      List<List<@Nullable Object>> expected = rowsOf(columns);
      assertSame(expected, fixture.rows(file));
      fixture.batchRows = rows > 1000 ? 1111 : 3;
      assertSame(expected, fixture.rows(file));
      assertSame(expected, duckDb.rows(file));
    }
  }

  @Test
  void emptyFileHasColumnsAndNoRows() throws SQLException {
    Path file = folder.resolve("empty.parquet");
    try (ParquetFixture fixture = new ParquetFixture();
        DuckDb duckDb = new DuckDb()) {
      write(fixture, file, Map.of(), 1, ints(), strings());
      assertEquals(List.of(), fixture.rows(file));
      assertEquals(List.of(), duckDb.rows(file));
      assertEquals(2, fixture.source(file).fileSchema().size());
    }
  }

  @Test
  void fileAppearsOnlyWhenFinished() throws IOException {
    Path file = folder.resolve("late.parquet");
    try (ParquetFixture fixture = new ParquetFixture()) {
      TestColumn column = ints(1, 2, 3);
      BatchSink sink = create(fixture, file, Map.of(), column);
      batches(fixture.allocator, 2, column).forEach(sink::add);
      assertTrue(Files.notExists(file));
      sink.close();
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void replacesAnExistingFile() {
    Path file = folder.resolve("again.parquet");
    try (ParquetFixture fixture = new ParquetFixture()) {
      write(fixture, file, Map.of(), 1, ints(1));
      write(fixture, file, Map.of(), 1, ints(2, 3));
      assertEquals(List.of(row(2), row(3)), fixture.rows(file));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"compression=brotli", "row_group_rows=0", "row_group_rows=x", "colour=red"})
  void badOptionsAreNamed(String option) {
    String[] parts = option.split("=", 2);
    try (ParquetFixture fixture = new ParquetFixture()) {
      QueryException error =
          assertThrows(
              QueryException.class,
              () -> create(fixture, folder.resolve("x"), Map.of(parts[0], parts[1]), ints(1)));
      assertEquals(ErrorCode.INVALID_OPTION, error.code());
      assertTrue(error.message().contains(parts[0]), error.message());
    }
  }

  @Test
  void columnThatCannotBeStoredIsNamed() {
    TestColumn column = new TestColumn("gap", DataTypes.INTERVAL_DAY_TIME, List.of(1L));
    try (ParquetFixture fixture = new ParquetFixture()) {
      QueryException error =
          assertThrows(
              QueryException.class, () -> create(fixture, folder.resolve("x"), Map.of(), column));
      assertEquals(ErrorCode.UNSUPPORTED, error.code());
      assertTrue(error.message().contains("gap"), error.message());
    }
  }

  static BatchSink create(
      ParquetFixture fixture, Path file, Map<String, String> options, TestColumn... columns) {
    return fixture.format.create(
        file.toString(),
        schema(columns),
        options,
        new WriteContext(fixture.allocator, fixture.memoryPool, bytes -> {}));
  }

  static void write(
      ParquetFixture fixture,
      Path file,
      Map<String, String> options,
      int batchRows,
      TestColumn... columns) {
    try (BatchSink sink = create(fixture, file, options, columns)) {
      for (Batch batch : batches(fixture.allocator, batchRows, columns)) {
        sink.add(batch);
      }
      sink.finish();
    }
  }

  private static void assertSame(
      List<List<@Nullable Object>> expected, List<List<@Nullable Object>> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), "row " + i);
    }
  }

  static List<List<@Nullable Object>> rowsOf(TestColumn... columns) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < columns[0].values().size(); i++) {
      Object[] values = new Object[columns.length];
      for (int column = 0; column < columns.length; column++) {
        values[column] = columns[column].values().get(i);
      }
      rows.add(row(values));
    }
    return rows;
  }

  /** Columns of all types; most have nulls, some repeat few values, some hardly any. */
  static TestColumn[] allTypes(int rows) {
    Random random = new Random(42);
    return new TestColumn[] {
      column("bool", DataTypes.BOOLEAN, rows, 5, i -> random.nextBoolean()),
      column("tiny", DataTypes.TINYINT, rows, 4, i -> (long) (byte) random.nextInt()),
      column("small", DataTypes.SMALLINT, rows, 9, i -> (long) (short) random.nextInt()),
      column("few", DataTypes.INTEGER, rows, 3, i -> (long) random.nextInt(7)),
      column("many", DataTypes.INTEGER, rows, 0, i -> (long) random.nextInt()),
      column("long", DataTypes.BIGINT, rows, 2, i -> random.nextLong()),
      column("float", DataTypes.FLOAT, rows, 7, i -> (double) random.nextFloat()),
      column("double", DataTypes.DOUBLE, rows, 8, i -> random.nextGaussian()),
      column("money", DataType.decimal(9, 2), rows, 6, i -> decimal(random, 29, 2)),
      column("price", DataType.decimal(15, 3), rows, 6, i -> decimal(random, 49, 3)),
      column("wide", DataType.decimal(38, 4), rows, 6, i -> decimal(random, 126, 4)),
      column("date", DataTypes.DATE, rows, 11, i -> (long) random.nextInt(40_000) - 20_000),
      column(
          "time",
          DataTypes.TIME,
          rows,
          4,
          i -> random.nextInt(86_400) * 1_000_001L % 86_400_000_000L),
      column("stamp", DataTypes.TIMESTAMP, rows, 4, i -> random.nextLong() / 100_000),
      column(
          "instant", DataTypes.TIMESTAMP_WITH_TIME_ZONE, rows, 4, i -> random.nextLong() / 100_000),
      column("word", DataTypes.VARCHAR, rows, 4, i -> List.of("", "a", "grüße", "日本語").get(i % 4)),
      column("text", DataTypes.VARCHAR, rows, 10, i -> "x".repeat(random.nextInt(90)) + i),
      column("bytes", DataTypes.VARBINARY, rows, 10, i -> bytes("b" + random.nextInt())),
      column("constant", DataTypes.BIGINT, rows, 0, i -> 7L),
      column("nothing", DataTypes.VARCHAR, rows, 1, i -> "never")
    };
  }

  /** Every {@code nullEvery}-th value is null; 0 = none, 1 = all. */
  private static TestColumn column(
      String name, DataType type, int rows, int nullEvery, IntFunction<Object> values) {
    List<@Nullable Object> column = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      column.add(nullEvery > 0 && i % nullEvery == nullEvery - 1 ? null : values.apply(i));
    }
    return new TestColumn(name, type, column);
  }

  private static BigDecimal decimal(Random random, int bits, int scale) {
    BigInteger unscaled = new BigInteger(bits, random);
    return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
