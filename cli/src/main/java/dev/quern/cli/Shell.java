package dev.quern.cli;

import dev.quern.engine.Session;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * The interactive shell: statements end with a semicolon and may take several lines; lines that
 * begin with a dot are commands of the shell. Ctrl-C cancels a running query, or the line being
 * typed; Ctrl-D leaves.
 */
final class Shell {
  private final Terminal terminal;
  private final StatementRunner runner;
  private final Session session;
  private final @Nullable Screen screen;
  private final PrintStream err;

  /**
   * @param terminal stays the caller's
   * @param screen where results go, null if they go to a file
   */
  Shell(
      Terminal terminal,
      StatementRunner runner,
      Session session,
      @Nullable Screen screen,
      PrintStream err) {
    this.terminal = terminal;
    this.runner = runner;
    this.session = session;
    this.screen = screen;
    this.err = err;
  }

  /**
   * Reads and runs until the user leaves.
   *
   * @param history the file that keeps what was typed
   */
  int run(Path history) throws IOException {
    LineReader reader = reader(history);
    DotCommands commands = new DotCommands(runner, session, terminal.writer(), screen);
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
        terminal.flush();
        Failures.report(e, err);
      }
      terminal.flush();
    }
  }

  private LineReader reader(Path history) {
    return LineReaderBuilder.builder()
        .terminal(terminal)
        .appName("quern")
        .parser(new StatementLineParser())
        .completer(new StatementCompleter(session, Path.of("")))
        .highlighter(new StatementHighlighter())
        .variable(LineReader.SECONDARY_PROMPT_PATTERN, "   ... ")
        .variable(LineReader.HISTORY_FILE, history)
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .option(LineReader.Option.CASE_INSENSITIVE, true)
        .build();
  }
}
