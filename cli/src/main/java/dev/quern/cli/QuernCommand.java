package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options of {@link StatementCommand} for picocli, which explains them and says what is wrong
 * with them. What it does with plain arguments {@link PlainArguments} does faster.
 */
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
    try {
      return new StatementCommand(options(), streams).run();
    } catch (WrongUsageException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec, "spec").commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  StatementOptions options() {
    return new StatementOptions(
        commands, files, data, format, output, engineOptions.settings(), timing);
  }
}
