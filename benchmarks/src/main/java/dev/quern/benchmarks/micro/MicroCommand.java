package dev.quern.benchmarks.micro;

import dev.quern.benchmarks.report.Environment;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the loops: {@code ./quern-bench micro Csv}. */
@Command(
    name = "micro",
    mixinStandardHelpOptions = true,
    description =
        "Measures inner loops with JMH and prints nanoseconds for each value or row; references are"
            + " what memory and plain Java loops take.")
public final class MicroCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      description = "regular expression for Class.method (default: all)",
      defaultValue = ".*")
  private String pattern = ".*";

  @Option(
      names = "--iterations",
      description = "measured iterations, after as many that warm up (default: ${DEFAULT-VALUE})")
  private int iterations = 5;

  @Option(names = "--seconds", description = "time of an iteration (default: ${DEFAULT-VALUE})")
  private int seconds = 1;

  @Option(names = "--json", description = "also write JMH's results to this file")
  private String json = "";

  @Override
  public Integer call() throws RunnerException {
    Environment.describe().forEach((name, value) -> System.out.println("- " + name + ": " + value));
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("dev\\.quern\\.benchmarks\\.micro\\..*" + pattern)
            .forks(1)
            .jvmArgsAppend("-XX:+UseSerialGC", "-Xmx1g")
            .warmupIterations(iterations)
            .warmupTime(TimeValue.seconds(seconds))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(seconds));
    if (!json.isEmpty()) {
      options.resultFormat(ResultFormatType.JSON).result(json);
    }
    return new Runner(options.build()).run().isEmpty() ? 1 : 0;
  }
}
