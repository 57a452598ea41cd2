package dev.quern.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HikariCP with validation, leak detection and all of its connection settings. */
class HikariTest {
  @TempDir Path folder;

  private HikariConfig config() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(SampleFolder.fill(folder));
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(1);
    config.setLeakDetectionThreshold(2000);
    config.setReadOnly(true);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setSchema("main");
    config.setConnectionTimeout(5000);
    config.setValidationTimeout(1000);
    return config;
  }

  @Test
  void servesManyThreadsFromFewConnections() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (HikariDataSource pool = new HikariDataSource(config())) {
      List<Future<Long>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int year = 2023 + i % 2;
        answers.add(threads.submit(() -> sum(pool, year)));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertEquals(i % 2 == 0 ? 1275 : 3775, answers.get(i).get());
      }
      assertEquals(0, pool.getHikariPoolMXBean().getActiveConnections());
      assertTrue(pool.getHikariPoolMXBean().getTotalConnections() <= 4);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long sum(HikariDataSource pool, int year) throws SQLException {
    try (Connection connection = pool.getConnection();
        var statement =
            connection.prepareStatement("SELECT sum(amount) FROM orders WHERE \"year\" = ?")) {
      statement.setInt(1, year);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  @Test
  void keepsAConnectionAfterAFailedQueryAndValidatesIt() throws Exception {
    HikariConfig config = config();
    config.setMaximumPoolSize(1);
    // So that each connection is validated when it is handed out.
    System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "0");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      Connection physical;
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        physical = connection.unwrap(Connection.class);
        assertThrows(SQLException.class, () -> statement.executeQuery("SELECT nothing"));
      }
      try (Connection connection = pool.getConnection()) {
        assertTrue(connection.isValid(1));
        assertEquals(physical.getClass(), connection.unwrap(Connection.class).getClass());
        assertThrows(SQLTransientConnectionException.class, () -> second(pool));
      }
      pool.getHikariPoolMXBean().softEvictConnections();
      try (Connection connection = pool.getConnection()) {
        assertFalse(connection.isClosed());
      }
    }
  }

  private static void second(HikariDataSource pool) throws SQLException {
    pool.getHikariConfigMXBean().setConnectionTimeout(300);
    pool.getConnection().close();
  }
}
