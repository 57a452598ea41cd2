package dev.quern.executor.formats.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.testing.TestRows;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with other columns, or the same in another order, as one table. */
final class UnionByNameTest {
  private static final Schema YEAR = Schema.of(Field.of("year", DataTypes.BIGINT));

  @TempDir private Path folder;

  private CsvTable table(Map<String, String> more) {
    Path first = CsvTable.write(folder.resolve("1.csv"), "a,b\n1,x\n2,y\n");
    Path second = CsvTable.write(folder.resolve("2.csv"), "c,B,a\n1.5,\"z\nz\",3\n,,4\n2.5,w,5\n");
    Path third = CsvTable.write(folder.resolve("3.csv"), "a\n6\n");
    Path empty = CsvTable.write(folder.resolve("4.csv"), "");
    Map<String, String> options = new HashMap<>(Map.of("union_by_name", "true"));
    options.putAll(more);
    return CsvTable.of(first, options)
        .files(
            YEAR,
            CsvTable.sourceFile(first, "2021"),
            CsvTable.sourceFile(second, "2022"),
            CsvTable.sourceFile(third, "2023"),
            CsvTable.sourceFile(empty, "2024"));
  }

  @Test
  void columnsAreThoseOfAllHeaders() {
    Schema schema = table(Map.of()).schema();
    assertEquals(List.of("a", "b", "c"), schema.fields().stream().map(Field::name).toList());
    assertEquals(DataTypes.BIGINT, schema.type(0));
    assertEquals(DataTypes.VARCHAR, schema.type(1));
    assertEquals(DataTypes.DOUBLE, schema.type(2));
    assertEquals(
        DataTypes.VARCHAR, table(Map.of("types", "{\"C\": \"VARCHAR\"}")).schema().type(2));
  }

  @Test
  void missingColumnsAreNullInAllPieces() {
    for (int splitBytes : new int[] {3, 7, 1000}) {
      for (int batchRows : new int[] {1, 3}) {
        assertEquals(
            List.of(
                TestRows.row(1L, "x", null, 2021L),
                TestRows.row(2L, "y", null, 2021L),
                TestRows.row(3L, "z\nz", 1.5, 2022L),
                TestRows.row(4L, null, null, 2022L),
                TestRows.row(5L, "w", 2.5, 2022L),
                TestRows.row(6L, null, null, 2023L)),
            table(Map.of()).pieces(splitBytes, 16, batchRows).rows());
      }
    }
  }

  @Test
  void filtersReadTheColumnsAtTheirPlaces() {
    CsvTable table = table(Map.of());
    ScanSource source = table.source();
    Expression isNull =
        new Call(
            "is_null",
            List.of(new ColumnReference(2, DataTypes.DOUBLE, true)),
            DataTypes.BOOLEAN,
            false);
    assertEquals(
        List.of(List.of(1L), List.of(2L), List.of(4L), List.of(6L)),
        table.rows(source, List.of(0), isNull));
    Expression isLater =
        new Call(
            "greater_than",
            List.of(new ColumnReference(3, DataTypes.BIGINT, true), Literal.of(2021)),
            DataTypes.BOOLEAN,
            true);
    assertEquals(
        List.of(List.of(3L), List.of(4L), List.of(5L), List.of(6L)),
        table.rows(source, List.of(0), isLater));
  }

  @Test
  void declaredColumnsAreFoundByName() {
    Schema declared =
        Schema.of(Field.of("c", DataTypes.VARCHAR), Field.of("nowhere", DataTypes.DATE));
    assertEquals(
        List.of(
            TestRows.row(null, null, 2021L),
            TestRows.row(null, null, 2021L),
            TestRows.row("1.5", null, 2022L),
            TestRows.row(null, null, 2022L),
            TestRows.row("2.5", null, 2022L),
            TestRows.row(null, null, 2023L)),
        table(Map.of()).declared(declared).rows());
  }

  @Test
  void errorsNameTheFileAndLine() {
    Path first = CsvTable.write(folder.resolve("1.csv"), "a,b\n1,x\n");
    Path second = CsvTable.write(folder.resolve("2.csv"), "b,a\ny,2\nz,odd\n");
    CsvTable table =
        CsvTable.of(first, Map.of("union_by_name", "true"))
            .files(Schema.of(), CsvTable.sourceFile(first), CsvTable.sourceFile(second))
            .declared(Schema.of(Field.of("a", DataTypes.BIGINT)));
    String message = assertThrows(QueryException.class, table::rows).getMessage();
    assertTrue(message.contains("2.csv, line=3, column=a, value=\"odd\""), message);
  }

  @Test
  void fileWithoutHeaderIsRefused() {
    Path first = CsvTable.write(folder.resolve("1.csv"), "1,2\n3,4\n");
    QueryException failure =
        assertThrows(
            QueryException.class,
            () -> CsvTable.of(first, Map.of("union_by_name", "true")).schema());
    assertEquals(ErrorCode.MALFORMED_FILE, failure.code());
    assertTrue(failure.getMessage().contains("header"), failure.getMessage());
  }
}
