package dev.quern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.cli.output.OutputFormat;
import dev.quern.engine.Engine;
import dev.quern.engine.Session;
import dev.quern.engine.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell on a dumb terminal, fed with what a user types. */
class ShellTest {
  @TempDir private Path folder;
  private Engine engine;
  private Session session;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(folder.resolve("cities.csv"), "name,\"Population count\"\nBern,134\nChur,\n");
    Files.createDirectory(folder.resolve("data files"));
    engine = Engine.open(Settings.defaults().with("scheduler", "single-threaded"));
    session = engine.openSession(folder);
    session.attach(folder);
  }

  @AfterEach
  void close() {
    session.close();
    engine.close();
  }

  private String typed(String... lines) throws IOException {
    String text = String.join("\n", lines) + "\n";
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    try (PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);
        Terminal terminal =
            new DumbTerminal(
                "test",
                Terminal.TYPE_DUMB,
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                shown,
                StandardCharsets.UTF_8);
        Screen screen = new Screen(terminal, engine.allocator())) {
      StatementRunner runner = new StatementRunner(session, screen, err, OutputFormat.CSV, false);
      int exitCode =
          new Shell(terminal, runner, session, screen, err).run(folder.resolve("history"));
      assertEquals(Main.EXIT_OK, exitCode);
    }
    return shown.toString(StandardCharsets.UTF_8).replace("\r", "");
  }

  @Test
  void runsStatementsOverSeveralLinesAndKeepsThem() throws IOException {
    String shown = typed("SELECT name", "FROM cities -- ;", "WHERE name LIKE 'B%';", ".quit");
    assertTrue(shown.contains("name\nBern\n"), shown);
    String history = Files.readString(folder.resolve("history"));
    assertTrue(history.contains("LIKE 'B%';"), history);
  }

  @Test
  void goesOnAfterAnError() throws IOException {
    String shown = typed("SELECT nothing FROM cities;", "SELECT 40 + 2 AS x;");
    assertTrue(shown.contains("Error [42703]"), shown);
    assertTrue(shown.contains("x\n42\n"), shown);
  }

  @Test
  void knowsItsCommands() throws IOException {
    Files.writeString(folder.resolve("script.sql"), "SELECT 'from file' AS f;");
    String shown =
        typed(
            ".tables ci",
            ".schema",
            ".schema cities",
            ".mode jsonl",
            "SELECT 1 AS one;",
            ".mode nonsense",
            ".timer on",
            "SELECT 2 AS two;",
            ".timer off",
            ".plan SELECT 3",
            ".functions list_so",
            ".settings",
            ".read '" + folder.resolve("script.sql") + "'",
            ".read nowhere.sql",
            ".timer perhaps",
            ".nonsense",
            ".help");
    for (String part :
        List.of(
            "cities\n",
            "cities (name VARCHAR, Population count BIGINT)",
            "Population count,BIGINT,YES",
            "{\"one\":1}",
            "known are table, csv",
            "Time: ",
            "Stages",
            "list_sort  The elements in ascending order",
            "temp_dir  folder for spill files",
            "{\"f\":\"from file\"}",
            "Error [58P01]",
            "on or off expected: given=perhaps",
            "Unknown command .nonsense",
            ".nullvalue TEXT")) {
      assertTrue(shown.contains(part), () -> part + " is not in " + shown);
    }
  }

  @Test
  void goesOnAfterACommandThatFails() throws IOException {
    Files.write(folder.resolve("binary.sql"), new byte[] {'S', (byte) 0xff, (byte) 0xfe, 0});
    Files.writeString(folder.resolve("empty.sql"), " -- nothing\n");
    String shown =
        typed(
            ".read " + folder.resolve("binary.sql"),
            ".read " + folder,
            ".read \0",
            ".read",
            ".read " + folder.resolve("empty.sql"),
            ".plan",
            ".plan SELEC 1;",
            ".mode",
            ".schema nowhere",
            ".tables none of them",
            ".tables",
            "SELECT 40 + 2 AS x;");
    for (String part :
        List.of(
            "Error [22P04]: Statements are not UTF-8 text: path=" + folder.resolve("binary.sql"),
            "Error [58P01]: File not found: path=" + folder,
            "Error [58P01]: Not a path",
            "Which statement? .plan SELECT",
            "did you mean SELECT?",
            "known are table, csv",
            "Error [42P01]",
            "> cities\n",
            "x\n42\n")) {
      assertTrue(shown.contains(part), () -> part + " is not in " + shown);
    }
  }

  @Test
  void historyComesBackInTheNextShell() throws IOException {
    typed("SELECT 1", "AS one;", ".tables");
    typed("SELECT 2 AS two;");
    List<String> kept = Files.readAllLines(folder.resolve("history"));
    String all = String.join("\n", kept);
    assertTrue(all.contains("SELECT 1\\nAS one;") && all.contains(".tables"), all);
    assertTrue(all.indexOf("AS one;") < all.indexOf("AS two;"), all);
  }

  /** Ctrl-C comes from the terminal's own thread while the shell runs a statement. */
  @Test
  void interruptCancelsTheStatementAndTheShellGoesOn() throws Exception {
    String begunThenEndless =
        "SELECT 'begun' AS b; SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b;\n";
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    try (PipedOutputStream typed = new PipedOutputStream();
        PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);
        Terminal terminal =
            new DumbTerminal(
                "test",
                Terminal.TYPE_DUMB,
                new PipedInputStream(typed, 1 << 12),
                shown,
                StandardCharsets.UTF_8);
        Screen screen = new Screen(terminal, engine.allocator())) {
      StatementRunner runner = new StatementRunner(session, screen, err, OutputFormat.CSV, false);
      Shell shell = new Shell(terminal, runner, session, screen, err);
      CompletableFuture<Integer> ended =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return shell.run(folder.resolve("history"));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      typed.write(begunThenEndless.getBytes(StandardCharsets.UTF_8));
      typed.flush();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!shown.toString(StandardCharsets.UTF_8).contains("Cancelled")) {
        assertTrue(System.nanoTime() < deadline, "not cancelled: " + shown);
        if (shown.toString(StandardCharsets.UTF_8).contains("begun\n")) {
          terminal.raise(Terminal.Signal.INT);
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
      typed.write("SELECT 40 + 2 AS x;\n.quit\n".getBytes(StandardCharsets.UTF_8));
      typed.flush();
      assertEquals(Main.EXIT_OK, ended.get(60, TimeUnit.SECONDS));
    }
    assertTrue(shown.toString(StandardCharsets.UTF_8).contains("42"), shown::toString);
  }

  @Test
  void showsNullAsTold() throws IOException {
    String shown = typed(".mode table", ".nullvalue ∅", "SELECT * FROM cities;");
    assertTrue(shown.contains("│                ∅ │"), shown);
  }

  @Test
  void completesWhatFitsThePlace() {
    assertTrue(completed("SEL").contains("SELECT"));
    assertTrue(completed("sel").contains("select"));
    assertTrue(completed("SELECT * FROM ci").contains("cities"));
    assertTrue(completed("SELECT coun").contains("count("));
    assertTrue(completed("SELECT sum(na", " FROM cities").contains("name"));
    assertTrue(completed("SELECT x FROM cities WHERE P").contains("\"Population count\""));
    assertTrue(completed("SELECT P").contains("\"Population count\""));
    assertFalse(completed("SELECT P", " FROM 'nowhere.csv'").contains("\"Population count\""));
    assertTrue(completed("SET th").contains("threads"));
    assertTrue(completed(".sch").contains(".schema"));
    assertTrue(completed(".schema c").contains("cities"));
    assertTrue(completed(".mode j").contains("jsonl"));
  }

  @Test
  void completesPathsInQuotes() {
    assertEquals(List.of("cities.csv", "data files/"), completed("SELECT * FROM '"));
    assertEquals(List.of("cities.csv", "data files/"), completed("SELECT * FROM 'ci"));
    String absolute = folder + "/";
    assertTrue(completed("SELECT * FROM '" + absolute).contains(absolute + "cities.csv"));
    assertEquals(List.of(), completed("SELECT * FROM 'no such folder/"));
    assertTrue(
        completed("SELECT n", " FROM '" + folder.resolve("cities.csv") + "'").contains("name"));
  }

  /** Returns the candidates at the end of {@code before}. */
  private List<String> completed(String before, String... after) {
    String line = before + String.join("", after);
    ParsedLine parsed =
        new StatementLineParser().parse(line, before.length(), Parser.ParseContext.COMPLETE);
    List<Candidate> candidates = new ArrayList<>();
    new StatementCompleter(session, folder).complete(null, parsed, candidates);
    return candidates.stream().map(Candidate::value).toList();
  }

  @Test
  void findsTheWordThatIsCompleted() {
    Parser parser = new StatementLineParser();
    assertEquals("na", word(parser, "SELECT count(na"));
    assertEquals("", word(parser, "SELECT "));
    assertEquals("a b/c", word(parser, "SELECT * FROM 'a b/c"));
    assertEquals("x", word(parser, ".schema x"));
  }

  private static String word(Parser parser, String line) {
    return parser.parse(line, line.length(), Parser.ParseContext.COMPLETE).word();
  }

  @Test
  void coloursKeywordsAndLiterals() {
    AttributedString coloured = StatementHighlighter.highlight("select 'x', name -- c");
    assertEquals("select 'x', name -- c", coloured.toString());
    String ansi = coloured.toAnsi();
    assertTrue(ansi.contains("\u001b[32m'x'"), ansi);
    assertTrue(ansi.startsWith("\u001b["), ansi);
    assertEquals(".tables select", StatementHighlighter.highlight(".tables select").toAnsi());
  }
}
