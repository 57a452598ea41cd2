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
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs statements from {@code -c} or {@code -f}, or opens the shell. */
@Command(
    name = "quern",
    mixinStandardHelpOptions = true,
    description = "SQL over partitioned files that are larger than memory.",
    versionProvider = Version.class,
    sortOptions = false)
final class QuernCommand implements Callable<Integer> {
  @Option(names = "-c", paramLabel = "SQL", description = "run these statements")
  private List<String> commands = new ArrayList<>();

  @Option(names = "-f", paramLabel = "FILE", description = "run the statements of this file")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "make every sub-folder and data file of this folder a table")
  private @Nullable Path data;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: table)")
  private @Nullable OutputFormat format;

  @Option(names = "-o", paramLabel = "FILE", description = "write results to this file")
  private @Nullable Path output;

  @ArgGroup(validate = false)
  private EngineOptions engineOptions = new EngineOptions();

  @Option(names = "--timing", description = "show the time that each statement took")
  private boolean timing;

  @Spec private @Nullable CommandSpec spec;

  private final Streams streams;

  QuernCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    OutputFormat chosen = chooseFormat();
    Settings settings = settings();
    List<String> scripts = scripts();
    try (Engine engine = Engine.open(settings);
        Session session = engine.openSession(Path.of(""))) {
      if (data != null) {
        session.attach(data);
      }
      return scripts.isEmpty()
          ? openShell(engine, session, chosen)
          : runScripts(scripts, engine, session, chosen);
    }
  }

  private int runScripts(
      List<String> scripts, Engine engine, Session session, OutputFormat chosen) {
    try (Destination destination = destination(engine)) {
      int exitCode =
          run(scripts, new StatementRunner(session, destination, streams.err(), chosen, timing));
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
            output == null ? new Screen(terminal, engine.allocator()) : destination(engine)) {
      StatementRunner runner =
          new StatementRunner(session, destination, streams.err(), chosen, timing);
      Screen screen = destination instanceof Screen shown ? shown : null;
      int exitCode = new Shell(terminal, runner, session, screen, streams.err()).run(history);
      destination.finish();
      return exitCode;
    }
  }

  private Destination destination(Engine engine) {
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
      return engineOptions.toSettings();
    } catch (QueryException e) {
      throw wrongUsage(e.message());
    }
  }

  private ParameterException wrongUsage(String message) {
    return new ParameterException(Objects.requireNonNull(spec, "spec").commandLine(), message);
  }

  private List<String> scripts() {
    List<String> scripts = new ArrayList<>(commands);
    for (Path file : files) {
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
      throw wrongUsage("--format parquet needs -o FILE");
    }
    return chosen;
  }
}
