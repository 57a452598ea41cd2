package dev.quern.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.Quern;
import dev.quern.QuernSession;
import dev.quern.QueryRows;
import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the settings catalog, read-only and allowed-paths let statements do. */
class FileAccessTest {
  @TempDir private Path folder;
  private Path open;
  private Path secret;

  @BeforeEach
  void makeFiles() throws IOException {
    open = Files.createDirectory(folder.resolve("open"));
    secret = Files.createDirectory(folder.resolve("secret"));
    Files.writeString(open.resolve("a.csv"), "x\n1\n2\n");
    Files.writeString(secret.resolve("b.csv"), "y\n3\n");
    Files.createSymbolicLink(open.resolve("link.csv"), secret.resolve("b.csv"));
  }

  private static Settings settings(String name, Object value) {
    return Settings.defaults().with("threads", "1").with(name, value.toString());
  }

  private List<String> run(Settings settings, String sql) {
    try (Engine engine = Engine.open(settings);
        Session session = engine.openSession(open)) {
      return SqlRun.rows(session, sql);
    }
  }

  private void assertDenied(Settings settings, String sql) {
    QueryException refused = assertThrows(QueryException.class, () -> run(settings, sql));
    assertEquals(ErrorCode.ACCESS_DENIED, refused.code(), refused.message());
  }

  @Test
  void onlyAllowedFilesAreRead() {
    Settings limited = settings("allowed-paths", open);
    assertEquals(List.of("3"), run(limited, "SELECT sum(x) FROM 'a.csv'"));
    assertDenied(limited, "SELECT * FROM '" + secret + "/b.csv'");
    assertDenied(limited, "SELECT * FROM '../secret/b.csv'");
    assertDenied(limited, "SELECT * FROM 'link.csv'");
    assertDenied(limited, "SELECT * FROM '../*/b.csv'");
    assertDenied(
        limited,
        "CREATE EXTERNAL TABLE t STORED AS csv LOCATION '../secret/b.csv'; SELECT * FROM t");
    assertDenied(limited, "SUMMARIZE SELECT * FROM '../secret/b.csv'");
  }

  @Test
  void severalPathsAreAllowed() {
    Settings limited = settings("allowed-paths", open + " , " + secret.resolve("b.csv"));
    assertEquals(List.of("3"), run(limited, "SELECT y FROM '../secret/b.csv'"));
    assertEquals(List.of("3"), run(limited, "SELECT y FROM 'link.csv'"));
  }

  @Test
  void onlyAllowedFilesAreWritten() {
    Settings limited = settings("allowed-paths", open);
    assertDenied(limited, "COPY (SELECT 1 AS x) TO '../secret/new.csv'");
    assertDenied(limited, "COPY (SELECT 1 AS x) TO '../other/new.csv'");
    assertFalse(Files.exists(secret.resolve("new.csv")));
    run(limited, "COPY (SELECT 1 AS x) TO 'new.csv'");
    assertTrue(Files.exists(open.resolve("new.csv")));
  }

  @Test
  void nothingIsAllowedByAnEmptyList() {
    assertDenied(settings("allowed-paths", ""), "SELECT * FROM 'a.csv'");
    assertEquals(List.of("1"), run(settings("allowed-paths", ""), "SELECT 1"));
  }

  @Test
  void readOnlySessionsDoNotWrite() {
    Settings readOnly = settings("read-only", "true");
    assertEquals(List.of("3"), run(readOnly, "SELECT sum(x) FROM 'a.csv'"));
    assertDenied(readOnly, "COPY (SELECT 1 AS x) TO 'new.csv'");
    assertFalse(Files.exists(open.resolve("new.csv")));
    assertThrows(QueryException.class, () -> settings("read-only", "perhaps"));
  }

  @Test
  void statementsDoNotLiftLimits() {
    Settings readOnly = settings("read-only", "true");
    assertDenied(readOnly, "SET read_only = 'false'");
    assertDenied(readOnly, "SET temp_dir = '/'");
    assertDenied(settings("allowed-paths", open), "SET allowed_paths = '/'");
    assertDenied(Settings.defaults(), "SET catalog = 'x.sql'");
    assertEquals(List.of(), run(Settings.defaults(), "SET temp_dir = '" + folder + "'"));
  }

  @Test
  void attachedFoldersAndRegisteredRowsMayBeRead() {
    record Number(int n) {}
    Settings limited = settings("allowed-paths", open).with("temp-dir", folder.toString());
    try (Quern quern = Quern.open(limited);
        QuernSession session = quern.openSession(open)) {
      session.attach(secret);
      session.register("numbers", Number.class, List.of(new Number(4)));
      try (QueryRows rows = session.query("SELECT y + n FROM b, numbers")) {
        assertEquals(7L, rows.iterator().next().getLong(0));
      }
    }
  }

  @Test
  void sessionsBeginWithTheCatalogsTables() throws IOException {
    Path catalog = secret.resolve("tables.sql");
    Files.writeString(
        catalog,
        "CREATE EXTERNAL TABLE b STORED AS csv LOCATION 'b.csv';\n"
            + "CREATE VIEW more AS SELECT y + 1 AS z FROM b;");
    assertEquals(List.of("4"), run(settings("catalog", catalog), "SELECT z FROM more"));
    QueryException missing =
        assertThrows(QueryException.class, () -> run(settings("catalog", "no.sql"), "SELECT 1"));
    assertEquals(ErrorCode.FILE_NOT_FOUND, missing.code());
  }
}
