package dev.quern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** Statements other than queries, {@code -f} and {@code --data}. */
class ScriptTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeTables() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.createDirectory(data.resolve("sales"));
    Files.writeString(data.resolve("sales/a.csv"), "shop,amount\n1,1.50\n2,2.25\n");
    Files.writeString(data.resolve("sales/b.csv"), "shop,amount\n1,\n1,7\n");
    Files.writeString(data.resolve("shops.csv"), "id,city\n1,Oslo <&>\n2,Rome\n");
    Files.writeString(data.resolve("notes.txt"), "no table");
  }

  private String output(String... arguments) {
    CommandRun run = run(arguments);
    assertEquals(Main.EXIT_OK, run.exitCode(), run.err());
    return run.out();
  }

  private CommandRun run(String... arguments) {
    String[] all = new String[arguments.length + 4];
    all[0] = "--data";
    all[1] = folder.resolve("data").toString();
    all[2] = "--format";
    all[3] = "csv";
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    return CommandRun.here(all);
  }

  private String script(String text) throws IOException {
    return Files.writeString(folder.resolve("script.sql"), text).toString();
  }

  @Test
  void foldersAndFilesAreTables() {
    assertEquals("name,type\nsales,TABLE\nshops,TABLE\n", output("-c", "SHOW TABLES"));
    assertEquals(
        "city,total\nOslo <&>,8.5\nRome,2.25\n",
        output(
            "-c",
            "SELECT city, sum(amount) AS total FROM sales JOIN shops ON shop = id GROUP BY city ORDER BY city"));
  }

  @Test
  void schemaFileWins() throws IOException {
    Files.writeString(
        folder.resolve("data/schema.sql"),
        "-- types\nCREATE EXTERNAL TABLE sales (shop VARCHAR, amount DECIMAL(10, 2)) STORED AS CSV"
            + " LOCATION 'sales';\nCREATE VIEW north AS SELECT * FROM sales WHERE shop = '1';\n");
    assertEquals("name,type\nnorth,VIEW\nsales,TABLE\nshops,TABLE\n", output("-c", "SHOW TABLES"));
    assertEquals(
        "column_name,column_type,null\nshop,VARCHAR,YES\namount,\"DECIMAL(10,2)\",YES\n",
        output("-c", "DESCRIBE sales"));
    assertEquals("total\n8.50\n", output("-c", "SELECT sum(amount) AS total FROM north"));
  }

  @Test
  void schemaFileMustDeclare() throws IOException {
    Files.writeString(folder.resolve("data/schema.sql"), "SELECT 1;");
    run("-c", "SELECT 1").assertFailed("0A000", "Only declarations", "schema.sql");
  }

  @Test
  void declaresTablesWithAndWithoutTypes() {
    String location = " STORED AS CSV LOCATION '" + folder.resolve("data/sales") + "'";
    assertEquals(
        "column_name,column_type,null\nshop,BIGINT,YES\namount,DOUBLE,YES\n",
        output("-c", "CREATE EXTERNAL TABLE t" + location + "; DESCRIBE t"));
    assertEquals(
        "total\n10.750\n",
        output(
            "-c",
            "CREATE EXTERNAL TABLE t (shop INTEGER, amount DECIMAL(9, 3))"
                + location
                + " OPTIONS (header true); SELECT sum(amount) AS total FROM t"));
    run("-c", "CREATE EXTERNAL TABLE t (shop, amount)" + location).assertFailed("0A000", "shop");
    run("-c", "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/nowhere/x.csv'; SELECT * FROM t")
        .assertFailed("58P01", "/nowhere/x.csv");
  }

  @Test
  void viewsAreExpandedAndReplaced() {
    assertEquals(
        "n\n3\nn\n1\n",
        output(
            "-c",
            "CREATE VIEW v AS SELECT * FROM sales WHERE shop = 1; SELECT count(*) AS n FROM v;"
                + "CREATE OR REPLACE VIEW v AS SELECT * FROM sales WHERE shop = 2; SELECT count(*) AS n FROM v"));
    run("-c", "CREATE VIEW v AS SELECT 1; CREATE VIEW v AS SELECT 2").assertFailed("42710", "v");
    run("-c", "CREATE VIEW v AS SELECT nothing FROM sales").assertFailed("42703", "nothing");
  }

  @Test
  void summarizesEachColumn() {
    assertEquals(
        "column_name,column_type,min,max,distinct_count,avg,count,null_percentage\n"
            + "shop,BIGINT,1,2,2,1.25,4,0.00\n"
            + "amount,DOUBLE,1.5,7.0,3,3.5833333333333335,4,25.00\n",
        output("-c", "SUMMARIZE sales"));
  }

  @Test
  void describesQueries() {
    assertEquals(
        "column_name,column_type,null\nn,BIGINT,NO\ncity,VARCHAR,YES\n",
        output("-c", "DESCRIBE SELECT count(*) AS n, city FROM shops GROUP BY city"));
  }

  @Test
  void scriptsHaveCommentsAndSeveralStatements() throws IOException {
    String file =
        script(
            "-- a comment; with a semicolon\nSELECT 'x;y' AS a;\n/* another;\n one */ SELECT 2 AS b -- last\n;\n;");
    assertEquals("a\nx;y\nb\n2\n", output("-f", file));
    assertEquals("", output("-f", script("-- nothing but this\n")));
  }

  @Test
  void errorOfTheThirdStatementHasItsLine() throws IOException {
    CommandRun run =
        run(
            "-f",
            script(
                "SELECT 1 AS a;\n\nSELECT 2 AS b;\n\n  SELECT nothing\n  FROM shops;\nSELECT 4;"));
    assertEquals("a\n1\nb\n2\n", run.out());
    run.assertFailed("42703", "nothing at line 5, column 10");
  }

  @Test
  void syntaxErrorIsFoundBeforeAnythingRuns() throws IOException {
    CommandRun run = run("-f", script("SELECT 1 AS a;\n\nSELECT 2 AS b;\n\n  SELEC 3;"));
    assertEquals("", run.out());
    run.assertFailed("42601", "line 5, column 3", "SELECT");
  }

  @Test
  void explainsInStages() {
    String plan = output("-c", "EXPLAIN SELECT city, count(*) FROM shops GROUP BY city ORDER BY 2");
    assertTrue(plan.contains("Stage 0"), plan);
    assertTrue(plan.contains("Scan shops"), plan);
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes", "single-threaded"})
  void analyzesOperatorsAndStages(String scheduler) {
    String plan =
        output(
            "--scheduler",
            scheduler,
            "--workers",
            "2",
            "-c",
            "EXPLAIN ANALYZE SELECT city, count(*) FROM shops WHERE id > 1 GROUP BY city ORDER BY 2");
    assertTrue(plan.matches("(?s).*Scan shops[^\n]*\\[1 row, [0-9.]+ ms, read 26 B.*"), plan);
    assertTrue(plan.matches("(?s).*Stage \\d+[^\n]*\\[1 row, [0-9.]+ ms, wrote [^\n]*B.*"), plan);
    assertTrue(plan.contains("scheduler=" + scheduler + ", threads="), plan);
    assertTrue(plan.matches("(?s).*rows=1, time=\\d+\\.\\d{3} s, peak memory=.*"), plan);
  }

  @Test
  void analyzeTellsWhatWasSpilled() throws IOException {
    StringBuilder rows = new StringBuilder("id,name\n");
    for (int row = 0; row < 60_000; row++) {
      rows.append(row * 7919L % 60_000).append(",some text of row ").append(row).append('\n');
    }
    Files.writeString(folder.resolve("data/many.csv"), rows);
    String plan =
        output(
            "--memory",
            "1MB",
            "-c",
            "EXPLAIN ANALYZE SELECT * FROM many ORDER BY name, id LIMIT 3 OFFSET 50000");
    assertTrue(plan.matches("(?s).*Stage \\d+[^\n]*spilled \\d.*"), plan);
    assertTrue(plan.matches("(?s).*(Sort|Top)[^\n]*spilled \\d.*"), plan);
  }

  @Test
  void drawsWellFormedSvg() throws Exception {
    String svg =
        output(
            "-c",
            "EXPLAIN (FORMAT SVG) SELECT city FROM shops WHERE city <> 'a<b>&\"c\"' GROUP BY city");
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    Element root =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertEquals("svg", root.getTagName());
    assertTrue(root.getTextContent().contains("shops"), svg);
  }

  @Test
  void drawsDot() {
    String dot = output("-c", "EXPLAIN (FORMAT DOT) SELECT city FROM shops");
    assertTrue(dot.startsWith("digraph"), dot);
    assertTrue(dot.strip().endsWith("}"), dot);
  }
}
