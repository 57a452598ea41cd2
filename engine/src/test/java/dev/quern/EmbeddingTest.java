package dev.quern;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.engine.progress.QueryProgress;
import dev.quern.engine.settings.Settings;
import dev.quern.engine.values.ValueConversion;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door for Java programs. Closing it after each test fails if memory is left. */
class EmbeddingTest {
  @TempDir Path folder;
  private Path temporary;
  private Quern quern;
  private QuernSession session;

  enum Kind {
    SMALL,
    LARGE
  }

  record City(String name, long inhabitants) {}

  record Everything(
      boolean flag,
      byte tiny,
      short small,
      int number,
      Long large,
      float single,
      double real,
      BigDecimal amount,
      String text,
      Kind kind,
      byte[] bytes,
      LocalDate day,
      LocalTime time,
      LocalDateTime moment,
      Instant instant) {}

  @BeforeEach
  void open() throws IOException {
    temporary = Files.createDirectory(folder.resolve("temporary"));
    Settings settings =
        Settings.defaults()
            .with("temp-dir", temporary.toString())
            .with("threads", "2")
            .with("batch-rows", "3");
    quern = Quern.open(settings);
    session = quern.openSession(folder);
    Files.writeString(
        folder.resolve("cities.csv"), "name,inhabitants\nBern,134\nBasel,173\nGenf,203\nChur,\n");
  }

  @AfterEach
  void close() throws IOException {
    session.close();
    quern.close();
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void givesRowsOneByOne() {
    List<String> names = new ArrayList<>();
    long sum = 0;
    try (QueryRows rows =
        session.query(
            "SELECT name, inhabitants FROM 'cities.csv' WHERE inhabitants > ? ORDER BY 1", 134)) {
      for (Row row : rows) {
        names.add(row.getString("NAME"));
        sum += row.getLong(1);
      }
    }
    assertEquals(List.of("Basel", "Genf"), names);
    assertEquals(376, sum);
  }

  @Test
  void givesRecordsAndTellsWhatDoesNotFit() {
    String sql = "SELECT inhabitants, name FROM 'cities.csv' WHERE %s ORDER BY name";
    try (QueryRows rows = session.query(sql.formatted("inhabitants IS NOT NULL"))) {
      assertEquals(
          List.of(new City("Basel", 173), new City("Bern", 134), new City("Genf", 203)),
          rows.toList(City.class));
    }
    try (QueryRows rows = session.query(sql.formatted("true"))) {
      QueryException error = assertThrows(QueryException.class, () -> rows.toList(City.class));
      assertEquals(ErrorCode.TYPE_MISMATCH, error.code());
      assertTrue(error.getMessage().contains("inhabitants"), error.getMessage());
    }
    try (QueryRows rows = session.query("SELECT name FROM 'cities.csv'")) {
      QueryException error = assertThrows(QueryException.class, () -> rows.toList(City.class));
      assertEquals(ErrorCode.UNKNOWN_COLUMN, error.code());
    }
  }

  record Point(int x, Double y) {}

  record Lists(List<Long> numbers, List<String> words) {}

  @Test
  void givesListsInRecords() {
    try (Stream<Lists> rows =
        session.query("SELECT [1, 2, NULL] AS numbers, ['a'] AS words").stream(Lists.class)) {
      assertEquals(
          List.of(new Lists(Arrays.asList(1L, 2L, null), List.of("a"))),
          rows.collect(Collectors.toList()));
    }
  }

  @Test
  void makesRecordsOfStructs() {
    assertEquals(
        new Point(7, 0.5), ValueConversion.convert(Map.of("X", 7L, "y", 0.5f), Point.class, "p"));
    QueryException error =
        assertThrows(
            QueryException.class, () -> ValueConversion.convert(Map.of("x", 7L), Point.class, "p"));
    assertTrue(error.getMessage().contains("Point.y"), error.getMessage());
  }

  @Test
  void givesArrowBatchesThatOutliveTheResult() {
    List<VectorSchemaRoot> batches = new ArrayList<>();
    try (QueryRows rows =
        session.query("SELECT n, CAST(n AS DECIMAL(9,2)) AS d FROM range(8) AS t (n)")) {
      for (VectorSchemaRoot batch = rows.nextBatch(); batch != null; batch = rows.nextBatch()) {
        assertEquals(rows.arrowSchema(), batch.getSchema());
        batches.add(batch);
      }
      assertNull(rows.nextBatch());
    }
    long count = 0;
    for (VectorSchemaRoot batch : batches) {
      try (batch) {
        for (int row = 0; row < batch.getRowCount(); row++) {
          assertEquals(count, ((BigIntVector) batch.getVector("n")).get(row));
          assertEquals(
              BigDecimal.valueOf(count * 100, 2),
              ((DecimalVector) batch.getVector("d")).getObject(row));
          count++;
        }
      }
    }
    assertEquals(8, count);
    assertTrue(batches.size() > 2, "batches of three rows");
    assertEquals(0, quern.allocator().getAllocatedMemory());
  }

  @Test
  void exportsDecimalsInsideOfLists() {
    String sql = "SELECT [CAST(1.25 AS DECIMAL(9,2)), NULL] AS list";
    try (QueryRows rows = session.query(sql);
        VectorSchemaRoot batch = rows.nextBatch()) {
      ListVector list = (ListVector) batch.getVector("list");
      DecimalVector elements = (DecimalVector) list.getDataVector();
      assertEquals(new BigDecimal("1.25"), elements.getObject(0));
      assertTrue(elements.isNull(1));
    }
  }

  @Test
  void isAnArrowReaderForOtherLibraries() throws IOException {
    try (RootAllocator foreign = new RootAllocator();
        ArrowReader reader =
            session.query("SELECT n FROM range(10) AS t (n)").arrowReader(foreign)) {
      long sum = 0;
      while (reader.loadNextBatch()) {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        for (int row = 0; row < root.getRowCount(); row++) {
          sum += ((BigIntVector) root.getVector("n")).get(row);
        }
      }
      assertEquals(45, sum);
      assertTrue(reader.bytesRead() >= 80);
    }
  }

  @Test
  void writesAnArrowStreamAndRegistersItAgain() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (QueryRows rows = session.query("SELECT n, 'x' || n AS s FROM range(100) AS t (n)")) {
      assertEquals(100, rows.writeArrowStream(out));
    }
    session.registerStream("again", new ByteArrayInputStream(out.toByteArray()));
    assertEquals(List.of("again"), session.tables());
    try (QueryRows rows = session.query("SELECT sum(n), max(s), count(*) FROM again")) {
      assertEquals("[4950, x99, 100]", values(rows));
    }
  }

  @Test
  void registersTheBatchesOfAnyReader() throws IOException {
    try (ArrowReader reader =
        session
            .query("SELECT name, CAST(inhabitants AS DECIMAL(9,1)) AS n FROM 'cities.csv'")
            .arrowReader(quern.allocator())) {
      session.register("copy", reader);
    }
    try (QueryRows rows = session.query("SELECT sum(n), count(*), count(n) FROM copy")) {
      assertEquals("[510.0, 4, 3]", values(rows));
    }
  }

  @Test
  void keepsTheTableIfANewOneCannotBeRead() throws IOException {
    session.register("t", City.class, List.of(new City("Bern", 134)));
    assertThrows(
        QueryException.class,
        () -> session.registerStream("t", new ByteArrayInputStream(new byte[] {1, 2, 3})));
    try (QueryRows rows = session.query("SELECT name FROM t")) {
      assertEquals("[Bern]", values(rows));
    }
  }

  private static String values(QueryRows rows) {
    Row row = rows.iterator().next();
    return IntStream.range(0, row.size()).mapToObj(row::getString).toList().toString();
  }

  @Test
  void registersRecordsOfEveryClass() {
    Everything row =
        new Everything(
            true,
            (byte) -1,
            (short) 300,
            70_000,
            5_000_000_000L,
            1.5f,
            -0.25,
            new BigDecimal("12.345"),
            "ä\"'",
            Kind.LARGE,
            new byte[] {1, 0, -1},
            LocalDate.of(1969, 12, 31),
            LocalTime.of(23, 59, 59, 999_999_000),
            LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6_000),
            Instant.parse("1960-01-01T00:00:00.000001Z"));
    Everything empty =
        new Everything(
            false, (byte) 0, (short) 0, 0, null, 0, 0, null, null, null, null, null, null, null,
            null);
    session.register("everything", Everything.class, List.of(row, empty));
    try (QueryRows rows = session.query("SELECT * FROM everything")) {
      List<Everything> read = rows.toList(Everything.class);
      assertEquals(2, read.size());
      assertEquals(row.amount(), read.get(0).amount());
      assertArrayEquals(row.bytes(), read.get(0).bytes());
      assertEquals(withoutBytes(row), withoutBytes(read.get(0)));
      assertEquals(withoutBytes(empty), withoutBytes(read.get(1)));
    }
  }

  private static Everything withoutBytes(Everything e) {
    return new Everything(
        e.flag, e.tiny, e.small, e.number, e.large, e.single, e.real, e.amount, e.text, e.kind,
        null, e.day, e.time, e.moment, e.instant);
  }

  @Test
  void joinsRegisteredRecordsWithFilesOnEveryScheduler() {
    session.register("codes", City.class, List.of(new City("Bern", 3000), new City("Genf", 1200)));
    String sql =
        "SELECT sum(c.inhabitants * d.inhabitants) FROM 'cities.csv' AS c JOIN codes AS d"
            + " USING (name)";
    for (String scheduler : List.of("single-threaded", "threads", "processes")) {
      try (QueryRows rows =
          session.prepare(sql).set("scheduler", scheduler).set("workers", "1").run()) {
        assertEquals(134 * 3000 + 203 * 1200, rows.iterator().next().getLong(0), scheduler);
      }
    }
  }

  @Test
  void registersNoRows() {
    session.register("nothing", City.class, List.of());
    try (QueryRows rows = session.query("SELECT count(*), min(name) FROM nothing")) {
      assertEquals("[0, null]", values(rows));
    }
  }

  @Test
  void replacesRegisteredTablesWhileTheyAreRead() throws IOException {
    List<City> many = IntStream.range(0, 5_000).mapToObj(i -> new City("c" + i, i)).toList();
    session.register("t", City.class, many);
    try (QueryRows open = session.query("SELECT inhabitants FROM t")) {
      session.register("T", City.class, List.of(new City("only", 1)));
      long sum = 0;
      for (Row row : open) {
        sum += row.getLong(0);
      }
      assertEquals(4_999L * 2_500, sum);
    }
    try (QueryRows rows = session.query("SELECT name FROM t")) {
      assertEquals("[only]", values(rows));
    }
    try (Stream<Path> files = Files.walk(temporary)) {
      assertEquals(1, files.filter(file -> file.toString().endsWith(".arrow")).count());
    }
  }

  record WithUnsupported(Object thing) {}

  @Test
  void refusesComponentsThatNoColumnTakes() {
    QueryException error =
        assertThrows(
            QueryException.class, () -> session.register("t", WithUnsupported.class, List.of()));
    assertEquals(ErrorCode.UNSUPPORTED, error.code());
    assertTrue(error.getMessage().contains("WithUnsupported.thing"), error.getMessage());
  }

  @Test
  void tellsProgress() {
    List<QueryProgress> told = new CopyOnWriteArrayList<>();
    try (QueryRows rows =
        session
            .prepare("SELECT n % 7 AS d, count(*) FROM range(1000) AS t (n) GROUP BY 1")
            .onProgress(told::add)
            .run()) {
      rows.forEach(row -> assertFalse(row.isNull("d")));
    }
    assertFalse(told.isEmpty());
    assertTrue(told.stream().anyMatch(progress -> progress.tasksFinished() > 0), told.toString());
  }

  @Test
  void endsWithTheExceptionOfAListener() {
    RuntimeException own = new IllegalArgumentException("mine");
    RuntimeException thrown =
        assertThrows(
            RuntimeException.class,
            () -> {
              try (QueryRows rows =
                  session
                      .prepare("SELECT count(*) FROM range(10000000) AS t (n), range(10000)")
                      .onProgress(
                          progress -> {
                            throw own;
                          })
                      .run()) {
                rows.readAll();
              }
            });
    assertSame(own, thrown);
  }

  @Test
  void cancelsFromAnotherThreadAndBeforeTheStart() throws InterruptedException {
    QueryCancellation cancellation = new QueryCancellation();
    PreparedQuery endless =
        session
            .prepare("SELECT count(*) FROM range(1000000000) AS a, range(1000000000) AS b")
            .onProgress(progress -> cancellation.cancel())
            .cancelledBy(cancellation);
    for (int i = 0; i < 2; i++) {
      QueryException error =
          assertThrows(
              QueryException.class,
              () -> {
                try (QueryRows rows = endless.run()) {
                  rows.readAll();
                }
              });
      assertEquals(ErrorCode.CANCELLED, error.code());
    }
  }

  @Test
  void endsInTime() {
    QueryException error =
        assertThrows(
            QueryException.class,
            () -> {
              try (QueryRows rows =
                  session
                      .prepare("SELECT count(*) FROM range(1000000000) AS a, range(1000000) AS b")
                      .timeout(Duration.ofMillis(50))
                      .run()) {
                rows.readAll();
              }
            });
    assertEquals(ErrorCode.TIMEOUT, error.code());
  }

  @Test
  void runsStatementsThatGiveNoRows() {
    long written =
        session.execute(
            "CREATE VIEW v AS SELECT 1 AS one UNION ALL SELECT 2; COPY (FROM_V) TO 'v.csv'"
                .replace("FROM_V", "SELECT * FROM v"));
    assertEquals(2, written);
    assertTrue(Files.exists(folder.resolve("v.csv")));
    try (QueryRows rows = session.query("EXPLAIN SELECT 1")) {
      assertTrue(rows.iterator().hasNext());
    }
    assertEquals(
        "INTEGER", session.prepare("SELECT ? + 1 AS x").with(1).schema().type(0).sqlName());
    QueryException error =
        assertThrows(QueryException.class, () -> session.query("SELECT 1; SELECT 2"));
    assertEquals(ErrorCode.SYNTAX_ERROR, error.code());
  }

  @Test
  void convertsValuesWithoutLoss() {
    String sql =
        "SELECT 300 AS n, 2.50 AS d, 'large' AS k, [1] AS l,"
            + " TIMESTAMP '2026-01-01 00:00:00' AS t, NULL AS x";
    try (QueryRows rows = session.query(sql)) {
      Row row = rows.iterator().next();
      assertEquals((short) 300, row.get("n", Short.class));
      assertThrows(QueryException.class, () -> row.get("n", Byte.class));
      assertEquals(2.5, row.getDouble("d"));
      assertThrows(QueryException.class, () -> row.getLong("d"));
      assertEquals(Kind.LARGE, row.get("k", Kind.class));
      assertEquals(List.of(1), row.get("l", List.class));
      assertEquals(LocalDateTime.of(2026, 1, 1, 0, 0), row.get("t", LocalDateTime.class));
      assertNull(row.get("x", Long.class));
      assertThrows(QueryException.class, () -> row.getLong("x"));
      assertThrows(QueryException.class, () -> row.get("nowhere"));
      assertEquals("300", row.getString("n"));
    }
  }
}
