package dev.quern.cli;

import dev.quern.cli.tpch.TpchGenerator;
import dev.quern.engine.Engine;
import dev.quern.engine.settings.Settings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the TPC-H data set. */
@Command(
    name = "tpch",
    mixinStandardHelpOptions = true,
    description = "Write the TPC-H data set as partitioned files with a schema.sql.")
final class TpchCommand implements Callable<Integer> {
  @Option(
      names = "--scale",
      defaultValue = "1",
      description = "1 = about 1 GB of text (default: ${DEFAULT-VALUE})")
  private double scale = 1;

  @Option(
      names = "--format",
      defaultValue = "csv",
      description = "csv or parquet (default: ${DEFAULT-VALUE})")
  private String format = "csv";

  @Option(
      names = "--partitions",
      defaultValue = "8",
      description = "files of each large table (default: ${DEFAULT-VALUE})")
  private int partitions = 8;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "folder to write to")
  private Path output = Path.of("");

  private final PrintStream err;

  TpchCommand(PrintStream err) {
    this.err = err;
  }

  @Override
  public Integer call() {
    try (Engine engine = Engine.open(Settings.defaults())) {
      long start = System.nanoTime();
      new TpchGenerator(
              engine.formats().byName(format),
              engine.allocator(),
              Runtime.getRuntime().availableProcessors())
          .generate(scale, partitions, output);
      err.printf(
          Locale.ROOT,
          "Wrote TPC-H at scale %s to %s in %.1f s%n",
          scale,
          output,
          (System.nanoTime() - start) / 1e9);
    }
    return Main.EXIT_OK;
  }
}
