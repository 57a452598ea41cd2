package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import dev.quern.engine.Engine;
import dev.quern.engine.Session;
import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Runs the statements that the options name, or opens the shell. */
final class StatementCommand {
  private final StatementOptions options;
  private final Streams streams;

  StatementCommand(StatementOptions options, Streams streams) {
    this.options = options;
    this.streams = streams;
  }

  /**
   * Returns the exit code.
   *
   * @throws WrongUsageException before anything has happened, if the options do not fit each other
   */
  int run() throws IOException {
    OutputFormat chosen = chooseFormat();
    Settings settings = settings();
    List<String> scripts = scripts();
    try (Engine engine = Engine.open(settings);
        Session session = engine.openSession(Path.of(""))) {
      if (options.data() != null) {
        session.attach(options.data());
      }
      return scripts.isEmpty()
          ? openShell(engine, session, chosen)
          : runScripts(scripts, engine, session, chosen);
    }
  }

  private int runScripts(
      List<String> scripts, Engine engine, Session session, OutputFormat chosen) {
    try (Destination destination = destination(engine)) {
      int exitCode = run(scripts, runner(session, destination, chosen));
      if (exitCode == Main.EXIT_OK) {
        destination.finish();
      }
      return exitCode;
    }
  }

  private int openShell(Engine engine, Session session, OutputFormat chosen) throws IOException {
    Path history = Path.of(System.getProperty("user.home"), ".quern_history");
    try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build();
        Destination destination =
            options.output() == null
                ? new Screen(terminal, engine.allocator())
                : destination(engine)) {
      StatementRunner runner = runner(session, destination, chosen);
      Screen screen = destination instanceof Screen shown ? shown : null;
      int exitCode = new Shell(terminal, runner, session, screen, streams.err()).run(history);
      destination.finish();
      return exitCode;
    }
  }

  private StatementRunner runner(Session session, Destination destination, OutputFormat chosen) {
    return new StatementRunner(session, destination, streams.err(), chosen, options.timing());
  }

  private Destination destination(Engine engine) {
    Path output = options.output();
    return output == null
        ? new StandardOutput(streams.out(), engine.allocator())
        : new ResultFile(output, engine.formats().byName("parquet"), engine.allocator());
  }

  private int run(List<String> scripts, StatementRunner runner) {
    try (Interrupts interrupts = Interrupts.cancelling(runner::stop)) {
      try {
        scripts.forEach(runner::run);
        return Main.EXIT_OK;
      } catch (QueryException e) {
        int exitCode = Failures.report(e, streams.err());
        return exitCode == Main.EXIT_CANCELLED ? interrupts.exitCode() : exitCode;
      }
    }
  }

  private Settings settings() {
    try {
      return options.engineSettings();
    } catch (QueryException e) {
      throw new WrongUsageException(e.message());
    }
  }

  private List<String> scripts() {
    List<String> scripts = new ArrayList<>(options.commands());
    for (Path file : options.files()) {
      try {
        scripts.add(Files.readString(file, StandardCharsets.UTF_8));
      } catch (NoSuchFileException e) {
        throw new QueryException(ErrorCode.FILE_NOT_FOUND, "File not found: path=" + file, e);
      } catch (IOException e) {
        throw new QueryException(
            ErrorCode.STORAGE_FAILURE, "Cannot read statements: file=" + file + ", cause=" + e, e);
      }
    }
    return scripts;
  }

  /**
   * The format is the one asked for, else the one that the output file's extension names, else a
   * table.
   */
  private OutputFormat chooseFormat() {
    OutputFormat format = options.format();
    Path output = options.output();
    if (format == null && output != null) {
      String name = output.toString();
      String extension = name.substring(name.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT);
      for (OutputFormat candidate : OutputFormat.values()) {
        if (candidate.name().equals(extension)
            || (candidate == OutputFormat.MARKDOWN && extension.equals("MD"))) {
          return candidate;
        }
      }
    }
    OutputFormat chosen = format == null ? OutputFormat.TABLE : format;
    if (chosen == OutputFormat.PARQUET && output == null) {
      throw new WrongUsageException("--format parquet needs -o FILE");
    }
    return chosen;
  }
}
