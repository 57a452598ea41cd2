package dev.quern.benchmarks;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.benchmarks.queries.BenchmarkQuery;
import dev.quern.benchmarks.queries.Workload;
import dev.quern.benchmarks.report.Report;
import dev.quern.benchmarks.rivals.RivalSettings;
import dev.quern.cli.tpch.TpchGenerator;
import dev.quern.engine.Engine;
import dev.quern.engine.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares Quern with DuckDB: {@code ./quern-bench --scale 1 --formats csv,parquet}. */
@Command(
    name = "quern-bench",
    mixinStandardHelpOptions = true,
    description =
        "Runs queries, TPC-H's 22 by default, on Quern and on DuckDB and prints their times side by"
            + " side.")
public final class Main implements Callable<Integer> {
  @Option(names = "--scale", description = "TPC-H scale (default: ${DEFAULT-VALUE})")
  private double scale = 1;

  @Option(names = "--formats", split = ",", description = "csv, parquet (default: both)")
  private List<String> formats = List.of("csv", "parquet");

  @Option(
      names = "--schedulers",
      split = ",",
      description = "Quern's schedulers (default: threads)")
  private List<String> schedulers = List.of("threads");

  @Option(names = "--threads", description = "threads of both engines (default: number of cores)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--memory",
      description = "memory limit of both engines, e.g. 1GB (default: theirs)")
  private String memory = "";

  @Option(
      names = "--runs",
      description = "measured runs of each query, after one more (default: ${DEFAULT-VALUE})")
  private int runs = 3;

  @Option(
      names = "--partitions",
      description = "files of each large table (default: ${DEFAULT-VALUE})")
  private int partitions = 8;

  @Option(
      names = "--workload",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Workload workload = Workload.TPCH;

  @Option(
      names = "--queries",
      split = ",",
      description = "numbers of queries in the workload, from 1 (default: all)")
  private List<Integer> queries = List.of();

  @Option(names = "--no-cold", description = "leave out the runs in new processes")
  private boolean isHotOnly;

  @Option(names = "--data", description = "folder for the data, kept (default: ${DEFAULT-VALUE})")
  private Path data = Path.of("benchmarks", "target", "data");

  @Option(names = "--json", description = "also write everything to this file")
  private @Nullable Path json;

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    List<Report> reports = new ArrayList<>();
    for (String format : formats) {
      Path folder =
          data.resolve("tpch-" + scale + "-" + format + "-" + partitions).toAbsolutePath();
      generate(format, folder);
      for (String scheduler : schedulers) {
        RivalSettings settings = new RivalSettings("quern", scheduler, threads, memory, format);
        Report report =
            new Comparison(folder, settings, runs, !isHotOnly, System.err)
                .run(
                    workload.title()
                        + " scale "
                        + scale
                        + ", "
                        + format
                        + ", scheduler "
                        + scheduler
                        + ", rival DuckDB",
                    environment(),
                    chosen());
        report.print(System.out);
        reports.add(report);
      }
    }
    if (json != null) {
      Files.writeString(
          json,
          JsonMapper.builder()
                  .enable(SerializationFeature.INDENT_OUTPUT)
                  .build()
                  .writeValueAsString(reports)
              + "\n");
    }
    return reports.stream().allMatch(report -> report.failures().isEmpty()) ? 0 : 1;
  }

  private List<BenchmarkQuery> chosen() {
    List<BenchmarkQuery> all = workload.queries();
    return queries.isEmpty() ? all : queries.stream().map(number -> all.get(number - 1)).toList();
  }

  private void generate(String format, Path folder) {
    if (Files.exists(folder.resolve("schema.sql"))) {
      return;
    }
    System.err.println("Writing TPC-H at scale " + scale + " as " + format + " to " + folder);
    try (Engine engine = Engine.open(Settings.defaults())) {
      new TpchGenerator(engine.formats().byName(format), engine.allocator(), threads)
          .generate(scale, partitions, folder);
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    environment.put("threads", Integer.toString(threads));
    environment.put("memory", memory.isEmpty() ? "default" : memory);
    environment.put("JDK", Runtime.version().toString());
    environment.put(
        "system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    environment.put("runs", Integer.toString(runs));
    return environment;
  }
}
