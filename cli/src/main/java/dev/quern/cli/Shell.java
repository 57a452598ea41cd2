package dev.quern.cli;

import dev.quern.engine.Session;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * The interactive shell: statements end with a semicolon and may take several lines; lines that
 * begin with a dot are commands of the shell. Ctrl-C cancels a running query, or the line being
 * typed; Ctrl-D leaves.
 */
final class Shell {
  private static final List<String> WORDS =
      List.of(
          "SELECT",
          "FROM",
          "WHERE",
          "GROUP BY",
          "ORDER BY",
          "HAVING",
          "LIMIT",
          "JOIN",
          "LEFT JOIN",
          "WITH",
          "UNION ALL",
          "EXPLAIN",
          "EXPLAIN ANALYZE",
          "CREATE EXTERNAL TABLE",
          "CREATE VIEW",
          "COPY",
          "DESCRIBE",
          "SUMMARIZE",
          "SHOW TABLES",
          "SET",
          "DROP TABLE",
          "DROP VIEW");

  private final StatementRunner runner;
  private final Session session;

  Shell(StatementRunner runner, Session session) {
    this.runner = runner;
    this.session = session;
  }

  int run() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .appName("quern")
              .parser(new StatementLineParser())
              .completer(new StringsCompleter(this::completions))
              .variable(LineReader.SECONDARY_PROMPT_PATTERN, "   ... ")
              .variable(
                  LineReader.HISTORY_FILE,
                  Path.of(System.getProperty("user.home"), ".quern_history"))
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      DotCommands commands = new DotCommands(runner, session, terminal.writer());
      terminal.writer().println("Quern " + Version.text() + "  (.help for help)");
      terminal.handle(Terminal.Signal.INT, signal -> runner.cancel());
      while (true) {
        try {
          String line = reader.readLine("quern> ").strip();
          if (line.startsWith(".")) {
            if (!commands.run(line)) {
              return Main.EXIT_OK;
            }
          } else if (!line.isEmpty()) {
            runner.run(line);
          }
        } catch (UserInterruptException e) {
          // Ctrl-C on a line being typed: the line is dropped, the shell goes on.
          terminal.writer().println();
        } catch (EndOfFileException e) {
          return Main.EXIT_OK;
        } catch (QueryException e) {
          Failures.report(e, System.err);
        }
        terminal.flush();
      }
    }
  }

  private List<String> completions() {
    List<String> words = new ArrayList<>(WORDS);
    words.addAll(session.tableNames());
    return words;
  }

  /**
   * Asks for another line until the statement ends with a semicolon outside of quotes and comments.
   */
  private static final class StatementLineParser extends DefaultParser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      if (context == ParseContext.ACCEPT_LINE
          && !line.isBlank()
          && !line.strip().startsWith(".")
          && !isComplete(line)) {
        throw new EOFError(-1, -1, "statement is not complete", ";");
      }
      setEscapeChars(null);
      setQuoteChars(new char[0]);
      return super.parse(line, cursor, Parser.ParseContext.COMPLETE);
    }

    private static boolean isComplete(String line) {
      boolean endsWithSemicolon = false;
      int i = 0;
      while (i < line.length()) {
        char c = line.charAt(i);
        if (c == '\'' || c == '"') {
          int end = line.indexOf(c, i + 1);
          if (end < 0) {
            return false;
          }
          i = end;
          endsWithSemicolon = false;
        } else if (line.startsWith("--", i)) {
          int end = line.indexOf('\n', i);
          i = end < 0 ? line.length() : end;
        } else if (line.startsWith("/*", i)) {
          int end = line.indexOf("*/", i + 2);
          if (end < 0) {
            return false;
          }
          i = end + 1;
        } else if (c == ';') {
          endsWithSemicolon = true;
        } else if (!Character.isWhitespace(c)) {
          endsWithSemicolon = false;
        }
        i++;
      }
      return endsWithSemicolon;
    }
  }
}
