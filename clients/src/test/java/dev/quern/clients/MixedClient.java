package dev.quern.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One user with one connection at a time who does one random thing after the other. */
final class MixedClient {
  /** What a client does. */
  enum Deed {
    AGGREGATE,
    JOIN,
    PREPARED,
    HALF_READ,
    METADATA,
    WRITE,
    CANCEL,
    TIMEOUT,
    MISTAKE,
    RECONNECT
  }

  /** Runs for ages and gives no row. */
  private static final String ENDLESS =
      "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range < 0";

  private final String url;
  private final int number;
  private final ScheduledExecutorService canceller;
  private final Path folder;
  private final Random random;

  MixedClient(String url, int number, ScheduledExecutorService canceller, Path folder) {
    this.url = url;
    this.number = number;
    this.canceller = canceller;
    this.folder = folder;
    this.random = new Random(number);
  }

  /** Returns what was done at least once. */
  Set<Deed> runUntil(long endNanos) throws SQLException {
    Set<Deed> done = EnumSet.noneOf(Deed.class);
    Connection connection = DriverManager.getConnection(url);
    try {
      while (System.nanoTime() < endNanos) {
        Deed deed = Deed.values()[random.nextInt(Deed.values().length)];
        if (deed == Deed.RECONNECT) {
          connection.close();
          connection = DriverManager.getConnection(url);
        } else {
          perform(deed, connection);
        }
        done.add(deed);
      }
    } finally {
      connection.close();
    }
    return done;
  }

  private void perform(Deed deed, Connection connection) throws SQLException {
    switch (deed) {
      case AGGREGATE -> assertEquals(5050, number(connection, "SELECT sum(amount) FROM orders"));
      case JOIN ->
          assertEquals(1300, number(connection, "SELECT amount FROM spending WHERE name = 'Ada'"));
      case PREPARED -> prepared(connection);
      case HALF_READ -> halfRead(connection);
      case METADATA -> metadata(connection);
      case WRITE -> write(connection);
      case CANCEL -> cancel(connection);
      case TIMEOUT -> timeOut(connection);
      case MISTAKE -> mistake(connection);
      case RECONNECT -> throw new IllegalStateException("done by the caller");
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertTrue(rows.next());
      return rows.getLong(1);
    }
  }

  private void prepared(Connection connection) throws SQLException {
    int from = random.nextInt(SampleFolder.ORDERS);
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT count(*) FROM orders WHERE id > ?")) {
      statement.setInt(1, from);
      try (ResultSet rows = statement.executeQuery()) {
        assertTrue(rows.next());
        assertEquals(SampleFolder.ORDERS - from, rows.getInt(1));
      }
    }
  }

  private void halfRead(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet rows = statement.executeQuery("SELECT * FROM range(300000) ORDER BY 1 DESC");
      for (int i = 0; i < 1 + random.nextInt(5000); i++) {
        assertTrue(rows.next());
        assertEquals(299_999 - i, rows.getLong(1));
      }
    }
  }

  private static void metadata(Connection connection) throws SQLException {
    try (ResultSet columns = connection.getMetaData().getColumns(null, null, "orders", "%")) {
      int count = 0;
      while (columns.next()) {
        count++;
      }
      assertEquals(5, count);
    }
  }

  private void write(Connection connection) throws SQLException {
    Path file = folder.resolve(".written-" + number + ".csv");
    try (Statement statement = connection.createStatement()) {
      statement.execute("COPY (SELECT * FROM orders) TO '" + file + "' (OVERWRITE true)");
    }
    assertEquals(5050, number(connection, "SELECT sum(amount) FROM '" + file + "'"));
  }

  private void cancel(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      canceller.schedule(
          () -> {
            statement.cancel();
            return null;
          },
          1 + random.nextInt(300),
          TimeUnit.MILLISECONDS);
      // A cancel before the query has begun ends nothing: the timeout sees to it then.
      statement.setQueryTimeout(2);
      SQLException ended =
          assertThrows(SQLException.class, () -> statement.executeQuery(ENDLESS).next());
      assertEquals("57014", ended.getSQLState(), ended.getMessage());
    }
    assertEquals(1, number(connection, "SELECT 1"));
  }

  private static void timeOut(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThrows(SQLTimeoutException.class, () -> statement.executeQuery(ENDLESS).next());
    }
  }

  private static void mistake(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      SQLException refused =
          assertThrows(
              SQLException.class, () -> statement.executeQuery("SELECT missing FROM orders"));
      assertEquals("42703", refused.getSQLState());
    }
  }
}
