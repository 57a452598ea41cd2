package dev.quern.executor.formats.parquet;

import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.longs;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.executor.formats.Format.FileShape;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of several files: columns that differ, columns that come from folders. */
final class ParquetTableTest {
  @TempDir Path folder;
  private final ParquetFixture fixture = new ParquetFixture();

  @AfterEach
  void closeFixture() {
    fixture.close();
  }

  private Path file(String name, dev.quern.executor.testing.TestColumn... columns) {
    Path path = folder.resolve(name);
    ParquetWriterTest.write(fixture, path, Map.of(), 2, columns);
    return path;
  }

  @Test
  void columnsAreFoundByNameAndMissingOnesAreNull() {
    Path first = file("a.parquet", longs(1L, 2L).named("x"), strings("p", null).named("y"));
    Path second = file("b.parquet", strings("q").named("Y"), ints(7).named("z"));
    assertEquals(List.of(row(1, "p"), row(2, null), row(null, "q")), fixture.rows(first, second));
  }

  @Test
  void narrowerColumnsAreWidened() {
    Path first = file("a.parquet", longs(1L, null).named("x"));
    Path second = file("b.parquet", ints(-5, null, 6).named("x"));
    assertEquals(
        List.of(row(1), row((Object) null), row(-5), row((Object) null), row(6)),
        fixture.rows(first, second));
  }

  @Test
  void columnOfAnotherTypeIsAnErrorThatNamesBothFiles() {
    Path first = file("a.parquet", longs(1L).named("x"));
    Path second = file("b.parquet", strings("one").named("x"));
    QueryException error = assertThrows(QueryException.class, () -> fixture.rows(first, second));
    assertEquals(ErrorCode.MALFORMED_FILE, error.code());
    for (String part : List.of("a.parquet", "b.parquet", "column=x", "BIGINT", "VARCHAR")) {
      assertTrue(error.message().contains(part), error.message());
    }
  }

  @Test
  void partitionColumnsAreConstantsAndCanBeFiltered() {
    Path path = file("p.parquet", ints(1, 2, 3, 4).named("x"));
    ScanSource source =
        partitioned(
            source(path, "2024", "north", "2024-02-29"), source(path, "2025", null, "2025-01-01"));
    assertEquals(
        List.of(
            row(1, 2024, "north", 19_782),
            row(2, 2024, "north", 19_782),
            row(3, 2024, "north", 19_782),
            row(4, 2024, "north", 19_782),
            row(1, 2025, null, 20_089),
            row(2, 2025, null, 20_089),
            row(3, 2025, null, 20_089),
            row(4, 2025, null, 20_089)),
        fixture.rows(source, List.of(0, 1, 2, 3), null));
    Expression later = call("greater_than", column(source, 1), Literal.of(2024L));
    Expression odd = call("equal", column(source, 0), new Literal(3L, DataTypes.INTEGER));
    Expression noRegion = call("is_null", column(source, 2));
    assertEquals(
        List.of(row(3, 2025)),
        fixture.rows(source, List.of(0, 1), new And(List.of(later, odd, noRegion))));
    fixture.bytesRead.set(0);
    Expression none = call("greater_than", column(source, 1), Literal.of(2030L));
    assertEquals(List.of(), fixture.rows(source, List.of(0), none));
    assertEquals(0, fixture.bytesRead.get());
  }

  @Test
  void partitionValueOfAnotherTypeIsNamed() {
    Path path = file("p.parquet", ints(1).named("x"));
    ScanSource source = partitioned(source(path, "last year", null, null));
    QueryException error =
        assertThrows(QueryException.class, () -> fixture.rows(source, List.of(1), null));
    assertEquals(ErrorCode.INVALID_CAST, error.code());
    assertTrue(error.message().contains("last year"), error.message());
  }

  @Test
  void unknownOptionIsRefused() {
    List<SourceFile> files = List.of(ParquetFixture.file(file("a.parquet", ints(1))));
    QueryException error =
        assertThrows(
            QueryException.class,
            () -> fixture.format.inspect("t", files, Map.of("delimiter", ","), null));
    assertEquals(ErrorCode.INVALID_OPTION, error.code());
  }

  @Test
  void flightsAreCountedAsDuckDbCountsThem() throws SQLException {
    Path flights =
        Path.of(System.getProperty("quern.root", "."))
            .resolveSibling("shared/data/flights/flights-3m.parquet");
    assumeTrue(Files.exists(flights), "no flights at " + flights);
    ScanSource source = fixture.source(flights);
    assertEquals(
        List.of(
            DataTypes.TIMESTAMP,
            DataTypes.BIGINT,
            DataTypes.BIGINT,
            DataTypes.VARCHAR,
            DataTypes.VARCHAR),
        source.fileSchema().fields().stream().map(Field::type).toList());
    Expression filter =
        new And(
            List.of(
                call("equal", column(source, 3), Literal.of("ORD")),
                call("greater_than", column(source, 1), Literal.of(600L))));
    try (DuckDb duckDb = new DuckDb()) {
      assertEquals(
          duckDb.query("SELECT * FROM '" + flights + "' WHERE origin = 'ORD' AND delay > 600"),
          fixture.rows(source, ParquetFixture.allColumns(source), filter));
    }
  }

  private static SourceFile source(Path path, @Nullable String... values) {
    SourceFile file = ParquetFixture.file(path);
    return new SourceFile(
        file.path(), file.sizeBytes(), file.modifiedMillis(), Arrays.asList(values));
  }

  private ScanSource partitioned(SourceFile... files) {
    FileShape shape = fixture.format.inspect("t", List.of(files), Map.of(), null);
    Schema partitions =
        Schema.of(
            Field.of("year", DataTypes.BIGINT),
            Field.of("region", DataTypes.VARCHAR),
            Field.of("day", DataTypes.DATE));
    return new ScanSource(
        "t", "parquet", shape.options(), shape.schema(), partitions, List.of(files));
  }

  private static ColumnReference column(ScanSource source, int index) {
    return ColumnReference.of(index, source.tableSchema().field(index));
  }

  private static Expression call(String function, Expression... operands) {
    return new Call(function, List.of(operands), DataTypes.BOOLEAN, true);
  }
}
