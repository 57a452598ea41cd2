package dev.quern.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What statements and results do in the course of their life. */
class StatementLifeTest {
  private static final String ENDLESS =
      "SELECT count(*) FROM many AS a, many AS b WHERE a.id * 31 + b.id > 100";

  @TempDir private Path folder;
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void open() throws IOException, SQLException {
    StringBuilder rows = new StringBuilder("id\n");
    for (int row = 1; row <= 100_000; row++) {
      rows.append(row).append('\n');
    }
    Files.writeString(folder.resolve("many.csv"), rows);
    connection = DriverManager.getConnection("jdbc:quern:" + folder + "?threads=2&batchRows=1000");
    statement = connection.createStatement();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private static void assertState(String sqlState, SQLException thrown) {
    assertEquals(sqlState, thrown.getSQLState(), thrown.getMessage());
  }

  @Test
  void thereAreNoGeneratedKeys() throws SQLException {
    String copy = "COPY (SELECT 1 AS x) TO '" + folder.resolve("keys.csv") + "'";
    assertEquals(1, statement.executeUpdate(copy, Statement.RETURN_GENERATED_KEYS));
    assertNoKeys(statement);
    try (PreparedStatement prepared =
        connection.prepareStatement("SELECT ? AS x", new String[] {"id"})) {
      assertNoKeys(prepared);
      prepared.setInt(1, 7);
      try (ResultSet rows = prepared.executeQuery()) {
        assertNoKeys(prepared);
        assertTrue(rows.next(), "the query's own result stays open");
        assertEquals(7, rows.getInt(1));
      }
    }
    statement.close();
    assertThrows(SQLException.class, statement::getGeneratedKeys);
  }

  private static void assertNoKeys(Statement statement) throws SQLException {
    try (ResultSet keys = statement.getGeneratedKeys()) {
      assertEquals(1, keys.getMetaData().getColumnCount());
      assertEquals("GENERATED_KEY", keys.getMetaData().getColumnLabel(1));
      assertEquals(Types.BIGINT, keys.getMetaData().getColumnType(1));
      assertEquals(statement, keys.getStatement());
      assertFalse(keys.next());
    }
  }

  @Test
  void parametersWithNamesAreRefusedByName() throws SQLException {
    SQLException refused =
        assertThrows(
            SQLFeatureNotSupportedException.class,
            () -> connection.prepareStatement("SELECT 1 FROM many WHERE id = :id"));
    assertState("0A000", refused);
    assertTrue(refused.getMessage().contains(":id"), refused.getMessage());
    assertState(
        "22000", assertThrows(SQLException.class, () -> statement.execute("SELECT :id FROM many")));
    try (PreparedStatement prepared = connection.prepareStatement("SELECT ':id', ?::INTEGER")) {
      assertEquals(1, prepared.getParameterMetaData().getParameterCount());
    }
  }

  @Test
  void temporaryTablesAreRefusedByName() {
    SQLException refused =
        assertThrows(
            SQLFeatureNotSupportedException.class,
            () -> statement.execute("CREATE TEMPORARY TABLE t AS SELECT 1 AS x"));
    assertState("0A000", refused);
    assertTrue(refused.getMessage().contains("CREATE TEMPORARY VIEW"), refused.getMessage());
  }

  /** Calls {@code action} until the work has ended; it may begin a little later than the calls. */
  private static SQLException failureOf(CompletableFuture<Void> work, Action action)
      throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!work.isDone() && System.nanoTime() < end) {
      action.run();
      TimeUnit.MILLISECONDS.sleep(10);
    }
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> work.get(0, TimeUnit.SECONDS));
    return (SQLException) failure.getCause().getCause();
  }

  private interface Action {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> inBackground(Action action) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            action.run();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void anotherThreadCancelsAQuery() throws Exception {
    CompletableFuture<Void> work =
        inBackground(() -> assertTrue(statement.executeQuery(ENDLESS).next()));
    assertState("57014", failureOf(work, statement::cancel));
    try (ResultSet rows = statement.executeQuery("SELECT 1")) {
      assertTrue(rows.next());
    }
  }

  @Test
  void anotherThreadCancelsACopy() throws Exception {
    String copy = "COPY (" + ENDLESS + ") TO '" + folder.resolve("x.parquet") + "'";
    CompletableFuture<Void> work = inBackground(() -> statement.executeUpdate(copy));
    assertState("57014", failureOf(work, statement::cancel));
    assertFalse(Files.exists(folder.resolve("x.parquet")));
  }

  @Test
  void cancelWhileRowsWaitEndsTheFetch() throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT id FROM many")) {
      assertTrue(rows.next());
      statement.cancel();
      SQLException thrown =
          assertThrows(
              SQLException.class,
              () -> {
                while (rows.next()) {
                  rows.getInt(1);
                }
              });
      assertState("57014", thrown);
    }
  }

  @Test
  void cancelWithoutAQueryDoesNothing() throws SQLException {
    statement.cancel();
    try (ResultSet rows = statement.executeQuery("SELECT 1")) {
      assertTrue(rows.next());
    }
  }

  @Test
  void abortEndsARunningQuery() throws Exception {
    CompletableFuture<Void> work =
        inBackground(() -> assertTrue(statement.executeQuery(ENDLESS).next()));
    SQLException thrown = failureOf(work, () -> connection.abort(Runnable::run));
    assertTrue(List.of("57014", "08003").contains(thrown.getSQLState()), thrown.toString());
    assertTrue(connection.isClosed());
  }

  @Test
  void queryTimeoutCountsWhileRunning() throws SQLException {
    statement.setQueryTimeout(1);
    assertThrows(SQLTimeoutException.class, () -> statement.executeQuery(ENDLESS).next());
  }

  @Test
  void queryTimeoutCountsWhileFetching() throws Exception {
    statement.setQueryTimeout(1);
    try (ResultSet rows = statement.executeQuery("SELECT id FROM many")) {
      assertTrue(rows.next());
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1100);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThrows(
          SQLTimeoutException.class,
          () -> {
            while (rows.next()) {
              rows.getInt(1);
            }
          });
    }
  }

  @Test
  void timeoutDoesNotLoseSettings() throws SQLException {
    statement.setQueryTimeout(5);
    assertEquals(0, statement.executeUpdate("SET threads = 1"));
    try (ResultSet plan = statement.executeQuery("EXPLAIN ANALYZE SELECT 1")) {
      StringBuilder text = new StringBuilder();
      while (plan.next()) {
        text.append(plan.getString(1)).append('\n');
      }
      assertTrue(text.toString().contains("threads=1"), text.toString());
    }
  }

  @Test
  void severalResultsAreOpenAtOnce() throws SQLException {
    try (Statement other = connection.createStatement();
        ResultSet first = statement.executeQuery("SELECT id FROM many ORDER BY id");
        ResultSet second = other.executeQuery("SELECT id FROM many ORDER BY id DESC")) {
      for (int row = 1; row <= 5000; row++) {
        assertTrue(first.next() && second.next());
        assertEquals(row, first.getInt(1));
        assertEquals(100_001 - row, second.getInt(1));
      }
    }
  }

  @Test
  void nextExecutionClosesTheResult() throws SQLException {
    ResultSet first = statement.executeQuery("SELECT id FROM many");
    statement.executeQuery("SELECT 1").close();
    assertTrue(first.isClosed());
    assertState(
        "24000",
        assertThrows(SQLException.class, () -> statement.executeQuery("SELECT 1").getInt(1)));
  }

  @Test
  void closingTheConnectionClosesItsResults() throws SQLException {
    ResultSet rows = statement.executeQuery("SELECT id FROM many");
    assertTrue(rows.next());
    ResultSet tables = connection.getMetaData().getTables(null, null, "%", null);
    assertTrue(tables.next());
    connection.close();
    assertTrue(rows.isClosed());
    assertTrue(tables.isClosed());
    assertTrue(statement.isClosed());
    assertState("08003", assertThrows(SQLException.class, () -> statement.execute("SELECT 1")));
  }

  @Test
  void closesOnCompletion() throws SQLException {
    statement.closeOnCompletion();
    statement.executeQuery("SELECT 1").close();
    assertTrue(statement.isClosed());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 999, 1000, 1001, 2500})
  void maxRowsEndTheResult(int max) throws SQLException {
    statement.setMaxRows(max);
    statement.setFetchSize(10);
    int count = 0;
    try (ResultSet rows = statement.executeQuery("SELECT id FROM many")) {
      assertEquals(10, rows.getFetchSize());
      while (rows.next()) {
        count++;
      }
    }
    assertEquals(max, count);
  }

  @Test
  void severalStatementsGiveSeveralResults() throws SQLException {
    assertTrue(statement.execute("SELECT 1 AS a; SET threads = 1; SELECT 2 AS b"));
    try (ResultSet rows = statement.getResultSet()) {
      assertTrue(rows.next());
      assertEquals(1, rows.getInt("a"));
    }
    assertFalse(statement.getMoreResults());
    assertEquals(0, statement.getUpdateCount());
    assertTrue(statement.getMoreResults());
    try (ResultSet rows = statement.getResultSet()) {
      assertTrue(rows.next());
      assertEquals(2, rows.getInt("b"));
    }
    assertFalse(statement.getMoreResults());
    assertEquals(-1, statement.getUpdateCount());
    assertNull(statement.getResultSet());
  }

  @Test
  void aStatementThatFailsEndsTheText() throws SQLException {
    assertTrue(statement.execute("SELECT 1; SELECT missing; SELECT 3"));
    assertState("42703", assertThrows(SQLException.class, statement::getMoreResults));
    assertFalse(statement.getMoreResults());
    assertEquals(-1, statement.getUpdateCount());
  }

  @Test
  void noTextIsAMistakeOfTheCaller() {
    assertState("22023", assertThrows(SQLException.class, () -> statement.execute((String) null)));
  }

  @Test
  void copyTellsItsUpdateCount() throws SQLException {
    String copy = "COPY (SELECT * FROM many) TO '" + folder.resolve("x.parquet") + "'";
    assertEquals(100_000, statement.executeLargeUpdate(copy));
  }

  @Test
  void batchesOfInsertsAreRefused() throws SQLException {
    statement.addBatch("SET threads = 1");
    statement.addBatch("INSERT INTO many VALUES (1)");
    statement.addBatch("SET threads = 2");
    BatchUpdateException refused =
        assertThrows(BatchUpdateException.class, () -> statement.executeBatch());
    assertState("0A000", refused);
    assertArrayEquals(new int[] {0}, refused.getUpdateCounts());
    assertTrue(refused.getMessage().contains("INSERT"), refused.getMessage());
    assertArrayEquals(new int[0], statement.executeBatch());
  }

  @Test
  void batchesOfQueriesAreRefused() throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement("SELECT ?")) {
      prepared.setInt(1, 1);
      prepared.addBatch();
      assertTrue(
          assertThrows(BatchUpdateException.class, prepared::executeBatch)
              .getMessage()
              .contains("executeQuery"));
    }
  }

  @Test
  void networkTimeoutIsKept() throws SQLException {
    connection.setNetworkTimeout(Runnable::run, 500);
    assertEquals(500, connection.getNetworkTimeout());
    assertThrows(SQLException.class, () -> connection.setNetworkTimeout(Runnable::run, -1));
  }

  @Test
  void probesReadNoData() throws SQLException, IOException {
    statement
        .executeQuery("SELECT TRUE AS \"_\" FROM \"main\".\"many\" WHERE 1 <> 1 LIMIT 0")
        .close();
    long start = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT TRUE AS \"_\" FROM \"main\".\"many\" WHERE 1 <> 1 LIMIT 0")) {
        assertFalse(rows.next());
      }
    }
    long millis = (System.nanoTime() - start) / 10_000_000;
    assertTrue(millis < 200, millis + " ms for a probe");
    try (ResultSet plan =
        statement.executeQuery("EXPLAIN SELECT TRUE FROM many WHERE 1 <> 1 LIMIT 0")) {
      while (plan.next()) {
        assertFalse(plan.getString(1).contains("Scan"), plan.getString(1));
      }
    }
  }
}
