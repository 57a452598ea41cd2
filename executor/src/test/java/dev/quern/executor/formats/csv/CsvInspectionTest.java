package dev.quern.executor.formats.csv;

import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvInspectionTest {
  @TempDir Path folder;

  private String columns(String text, Map<String, String> options) {
    return describe(CsvTable.ofText(folder, text, options).schema());
  }

  private String columns(String text) {
    return columns(text, Map.of());
  }

  private static String describe(Schema schema) {
    return schema.fields().stream()
        .map(field -> field.name() + " " + field.type().sqlName())
        .collect(Collectors.joining(", "));
  }

  @Test
  void findsDelimiters() {
    for (String delimiter : List.of(",", ";", "\t", "|")) {
      String text = "a,b,c\n1,x,2.5\n2,y,3\n".replace(",", delimiter);
      assertEquals("a BIGINT, b VARCHAR, c DOUBLE", columns(text), delimiter);
      assertEquals(
          row(1, "x", 2.5), CsvTable.ofText(folder, text).rows().get(0), "rows with " + delimiter);
    }
    assertEquals("a VARCHAR, b VARCHAR", columns("a;b\n1,5;2,5\n3,5;4,5\n"));
    assertEquals("a DOUBLE, b DOUBLE", columns("a;b\n1,5;2,5\n3,5;4,5\n", Map.of("decimal", ",")));
  }

  @Test
  void findsTypes() {
    assertEquals("b BOOLEAN", columns("b\ntrue\nFALSE\n"));
    assertEquals("z VARCHAR", columns("z\n00501\n10001\n"));
    assertEquals("z VARCHAR", columns("z\n-01\n1\n"));
    assertEquals("n BIGINT", columns("n\n0\n-9223372036854775808\n"));
    assertEquals("n DECIMAL(38,0)", columns("n\n1\n9223372036854775808\n"));
    assertEquals("n DOUBLE", columns("n\n1\n2.5\n-1e3\nNaN\n"));
    assertEquals("n VARCHAR", columns("n\nnan\ninf\nx\n"));
    assertEquals("d DATE", columns("d\n2001-02-28\n2001/2/8\n"));
    assertEquals("d VARCHAR", columns("d\n2001-02-30\n"));
    assertEquals("t TIMESTAMP", columns("t\n2001-02-28\n2001-02-28T01:02:03.5\n"));
    assertEquals("t TIMESTAMP WITH TIME ZONE", columns("t\n2001-02-28T01:02:03Z\n"));
    assertEquals("t TIME", columns("t\n01:02\n01:02:03.25\n"));
    assertEquals("t TIME", columns("t\n01:02:03.1234560\n"));
    assertEquals("t VARCHAR", columns("t\n01:02:03.1234567\n"));
    assertEquals("t TIMESTAMP", columns("t\n2001-02-28 01:02:03.123456000\n"));
    assertEquals("t VARCHAR", columns("t\n2001-02-28 01:02:03.5\n2001-02-28 01:02:03.000000001\n"));
    assertEquals("t VARCHAR", columns("t\n2001-02-28T01:02:03.1234567Z\n"));
    assertEquals("d DATE", columns("d\n2001-02-28\n"));
    assertEquals("e VARCHAR, n BIGINT", columns("e,n\n,1\n,2\n"));
    assertEquals("a VARCHAR", columns("a\n1\ntrue\n"));
    assertEquals("a BIGINT, b VARCHAR", columns("a,b\n1,1\n2,x\n,\n"));
    assertEquals("a DATE", columns("a\n31.12.2001\n", Map.of("dateformat", "%d.%m.%Y")));
    assertEquals("a BIGINT", columns("a\n1\nNA\n", Map.of("nullstr", "NA")));
    assertEquals("a VARCHAR", columns("a\n1\n", Map.of("all_varchar", "true")));
    assertEquals("a VARCHAR, b BIGINT", columns("a,b\n1,2\n", Map.of("types", "{'A': 'VARCHAR'}")));
    assertEquals(
        "x INTEGER, y VARCHAR",
        columns("a,b\n1,2\n", Map.of("columns", "{'x': 'INTEGER', 'y': 'VARCHAR'}")));
  }

  @Test
  void widensWhenALaterPartOfAFileOrAnotherFileDisagrees() {
    String many = "n,m\n" + "1,2\n".repeat(100_000);
    assertEquals("n BIGINT, m DOUBLE", columns(many + "1,2.5\n"));
    Path first = CsvTable.write(folder.resolve("1.csv"), "a,b\n1,2\n");
    Path second = CsvTable.write(folder.resolve("2.csv"), "a,b\nx,3\n");
    CsvTable table =
        CsvTable.of(first)
            .files(Schema.of(), CsvTable.sourceFile(first), CsvTable.sourceFile(second));
    assertEquals("a VARCHAR, b BIGINT", describe(table.schema()));
    assertEquals(List.of(row("1", 2), row("x", 3)), table.rows());
  }

  @Test
  void findsHeaders() {
    assertEquals("a VARCHAR, b VARCHAR", columns("a,b\nx,y\n"));
    assertEquals("column0 BIGINT, column1 BIGINT", columns("1,2\n3,4\n"));
    assertEquals("column0 VARCHAR, column1 BIGINT", columns("x,2\ny,4\n"));
    assertEquals("a BIGINT, b BIGINT", columns("a,b\n1,2", Map.of("header", "true")));
    assertEquals("column0 VARCHAR", columns("a\nb\n", Map.of("header", "false")));
    assertEquals("a VARCHAR, b VARCHAR", columns("a,b\n"), "a header and no row");
    assertEquals(List.of(), CsvTable.ofText(folder, "a,b\n").rows());
    assertEquals(
        "Cost Total $ BIGINT, a VARCHAR, A_1 VARCHAR, column3 VARCHAR",
        columns("Cost Total $, a ,A,\n1,x,y,z\n"));
    assertEquals("a BIGINT, b BIGINT", columns("\uFEFFa,b\n1,2\n"), "byte order mark");
    assertEquals("a BIGINT", columns("first line\n# note\na\n1\n", Map.of("skip", "2")));
    assertEquals("a BIGINT, b BIGINT", columns("# x,y,z\na,b\n#1\n1,2\n", Map.of("comment", "#")));
  }

  @Test
  void findsQuotesAndEscapes() {
    assertEquals("a VARCHAR, b BIGINT", columns("'a','b'\n'x,y','1'\n"));
    String escaped = "a,b\n\"x\\\"y,\",1\n\"z\",2\n";
    assertEquals("a VARCHAR, b BIGINT", columns(escaped));
    assertEquals(row("x\"y,", 1), CsvTable.ofText(folder, escaped).rows().get(0));
    assertEquals("name VARCHAR", columns("name\nit's\n'tis\n"));
    assertEquals("a BIGINT, b VARCHAR", columns("\"a\",\"b\"\n\"1\",\"\"\n"));
  }

  @Test
  void singleColumnsNeedNoDelimiter() {
    CsvTable table = CsvTable.ofText(folder, "name\nSmith\n\n\"a,b\"\n");
    assertEquals("name VARCHAR", describe(table.schema()));
    assertEquals(List.of(row("Smith"), row((Object) null), row("a,b")), table.rows());
    assertEquals("n VARCHAR", columns("n\nSmith, John\nMiller\nJones\n"));
  }

  @Test
  void ambiguousDelimitersAreExplained() {
    QueryException failure =
        assertThrows(
            QueryException.class, () -> columns("My report\n\na,b,c\n1,2,3\n4,5,6\n7,8,9\n"));
    assertEquals(ErrorCode.MALFORMED_FILE, failure.code());
    assertTrue(failure.message().contains("skip"), failure.message());
    assertTrue(failure.message().contains("',' gives 1 in the first row and 3"), failure.message());
  }

  @Test
  void settledOptionsNeedNoFurtherGuess() {
    CsvTable table = CsvTable.ofText(folder, "a;\"b;c\"\n1;x\n");
    Map<String, String> settled = table.inspect().options();
    assertEquals(";", settled.get("delimiter"));
    assertEquals("\"", settled.get("quote"));
    assertEquals("true", settled.get("header"));
    assertEquals(settled, CsvOptions.parse(settled).toMap());
    assertEquals(List.of("a", "b;c"), CsvOptions.parse(settled).headerNames());
  }

  @Test
  void declaredColumnsWin() {
    Schema declared =
        Schema.of(
            Field.of("x", dev.quern.plan.types.DataTypes.VARCHAR),
            Field.of("y", dev.quern.plan.types.DataTypes.DOUBLE));
    CsvTable table = CsvTable.ofText(folder, "a,b\n1,2\n").declared(declared);
    assertEquals(declared, table.schema());
    assertEquals(List.of(row("1", 2.0)), table.rows());
    CsvTable headless = CsvTable.ofText(folder, "1,2\n3,4\n").declared(declared);
    assertEquals(2, headless.rows().size());
    CsvTable three = CsvTable.ofText(folder, "a,b,c\n1,2,3\n").declared(declared);
    QueryException failure = assertThrows(QueryException.class, three::schema);
    assertTrue(failure.message().contains("declared=2, found=3"), failure.message());
  }

  @Test
  void exoticDialectsAreReadToo() {
    CsvTable table =
        CsvTable.ofText(folder, "a||b\n1||x|y\n2||\n3||\"z\"\"||\"\n", Map.of("delimiter", "||"));
    assertEquals("a BIGINT, b VARCHAR", describe(table.schema()));
    assertEquals(List.of(row(1, "x|y"), row(2, null), row(3, "z\"||")), table.rows());
    CsvTable wide = CsvTable.ofText(folder, "a§b\n1§x\n", Map.of("delimiter", "§"));
    assertEquals(List.of(row(1, "x")), wide.rows());
  }
}
