package dev.quern.benchmarks;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.benchmarks.data.DataSet;
import dev.quern.benchmarks.data.DataSets;
import dev.quern.benchmarks.micro.MicroCommand;
import dev.quern.benchmarks.queries.BenchmarkQuery;
import dev.quern.benchmarks.queries.Workload;
import dev.quern.benchmarks.references.AnswerStore;
import dev.quern.benchmarks.references.References;
import dev.quern.benchmarks.report.Environment;
import dev.quern.benchmarks.report.QueryRow;
import dev.quern.benchmarks.report.Section;
import dev.quern.benchmarks.report.SectionComparison;
import dev.quern.benchmarks.report.SectionTable;
import dev.quern.benchmarks.rivals.EngineKind;
import dev.quern.benchmarks.rivals.RivalSettings;
import dev.quern.benchmarks.startup.StartUpCommand;
import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares Quern with its rivals: {@code ./quern-bench --scale 1 --formats csv,parquet}. */
@Command(
    name = "quern-bench",
    mixinStandardHelpOptions = true,
    subcommands = {StartUpCommand.class, MicroCommand.class},
    description =
        "Runs queries, TPC-H's 22 by default, on Quern and on its rivals, compares the answers and"
            + " prints times, memory and spilled bytes side by side.")
public final class Main implements Callable<Integer> {
  private static final String NO_RIVALS = "none";

  @Option(
      names = "--workload",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Workload workload = Workload.TPCH;

  @Option(
      names = "--rivals",
      split = ",",
      description =
          "duckdb, spark, calcite (CSV alone, small data), or none: then Quern's answers are"
              + " compared with kept ones, or with one run of DuckDB (default: duckdb)")
  private List<String> rivals = List.of("duckdb");

  @Option(
      names = "--answers",
      description =
          "folder where DuckDB's answers are kept by query text and data, and looked for when"
              + " DuckDB is no rival or fails within its memory limit")
  private @Nullable Path answers;

  @Option(
      names = "--scale",
      split = ",",
      description = "scales of TPC-H; several are set side by side (default: 1)")
  private List<Double> scales = List.of(1.0);

  @Option(names = "--formats", split = ",", description = "csv, parquet (default: both)")
  private List<String> formats = List.of("csv", "parquet");

  @Option(
      names = "--schedulers",
      split = ",",
      description = "Quern's schedulers; several are set side by side (default: threads)")
  private List<String> schedulers = List.of("threads");

  @Option(names = "--threads", description = "threads of all engines (default: number of cores)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--memory",
      split = ",",
      description =
          "memory limits of all engines, e.g. 1GB,12GB; several are set side by side (default:"
              + " theirs)")
  private List<String> memories = List.of("");

  @Option(
      names = "--runs",
      description = "measured runs of each query, after a first one (default: ${DEFAULT-VALUE})")
  private int runs = 5;

  @Option(
      names = "--partitions",
      description = "files of each large table (default: ${DEFAULT-VALUE})")
  private int partitions = 8;

  @Option(
      names = "--queries",
      split = ",",
      description = "numbers of queries in the workload, from 1 (default: all)")
  private List<Integer> queries = List.of();

  @Option(
      names = "--rows",
      description =
          "rows of the data of workloads without a scale, e.g. 1e7 (default: 1e7 for groupby and"
              + " join, 2e7 for files, 1e5 for wide, 2e4 for texts)")
  private double rows;

  @Option(
      names = "--explain",
      description = "measure how long planning takes: EXPLAIN each query instead of running it")
  private boolean isExplaining;

  @Option(
      names = "--suites",
      description = "folder with the query suites of others, for tpcds (default: ${DEFAULT-VALUE})")
  private Path suites = Path.of("..", "shared", "suites");

  @Option(names = "--no-cold", description = "leave out the runs in new processes")
  private boolean isHotOnly;

  @Option(names = "--data", description = "folder for the data, kept (default: ${DEFAULT-VALUE})")
  private Path data = Path.of("benchmarks", "target", "data");

  @Option(
      names = "--temp",
      description = "folder for what engines spill and write (default: ${DEFAULT-VALUE})")
  private Path temp = Path.of("benchmarks", "target", "temp");

  @Option(names = "--json", description = "also write everything to this file")
  private @Nullable Path json;

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  /** One section to measure, and what it is told apart by. */
  private record Variant(String data, String format, String scheduler, String memory) {
    /** Returns in what {@code other} differs if it is one thing alone, else nothing. */
    String difference(Variant other) {
      List<String> differences = new ArrayList<>();
      add(differences, "data", data, other.data);
      add(differences, "format", format, other.format);
      add(differences, "scheduler", scheduler, other.scheduler);
      add(differences, "memory", memory, other.memory);
      boolean isFormat = !format.equals(other.format);
      return differences.size() == 1 && !isFormat ? differences.get(0) : "";
    }

    private static void add(List<String> differences, String name, String first, String second) {
      if (!first.equals(second)) {
        differences.add(name + " " + second + " over " + first);
      }
    }

    String title() {
      return data
          + ", "
          + format
          + ", scheduler "
          + scheduler
          + (memory.isEmpty() ? "" : ", memory " + memory);
    }
  }

  @Override
  public Integer call() throws IOException {
    List<EngineKind> rivalKinds = rivalKinds();
    List<Variant> variants = new ArrayList<>();
    List<Section> sections = new ArrayList<>();
    for (Double scale : workload.hasScale() ? scales : scales.subList(0, 1)) {
      DataSet dataSet = new DataSets(scale, (long) rows, partitions, suites).of(workload);
      for (String format : workload.readsFiles() ? formats : formats.subList(0, 1)) {
        Path folder =
            data.resolve(dataSet.name() + "-" + format + "-" + partitions).toAbsolutePath();
        write(dataSet, format, folder);
        for (String scheduler : schedulers) {
          for (String memory : memories) {
            Variant variant = new Variant(dataSet.name(), format, scheduler, memory);
            Section section = measure(variant, folder, rivalKinds);
            new SectionTable(section, System.out).print();
            variants.add(variant);
            sections.add(section);
          }
        }
      }
    }
    printDifferences(variants, sections);
    writeJson(sections);
    return sections.stream().anyMatch(Section::hasFailures) ? 1 : 0;
  }

  private Section measure(Variant variant, Path folder, List<EngineKind> rivalKinds) {
    RivalSettings settings =
        new RivalSettings(
            EngineKind.QUERN,
            variant.scheduler(),
            threads,
            variant.memory(),
            temp.toAbsolutePath().toString());
    List<String> engines = new ArrayList<>(List.of(EngineKind.QUERN.title()));
    rivalKinds.forEach(rival -> engines.add(rival.title()));
    Map<String, String> environment = Environment.describe();
    environment.put("threads", Integer.toString(threads));
    environment.put("runs", "1 + " + runs);
    try (References references =
        new References(folder, settings, answers == null ? null : new AnswerStore(answers))) {
      List<QueryRow> rows =
          new Comparison(folder, settings, rivalKinds, runs, !isHotOnly, references, System.err)
              .run(chosen());
      String title = (isExplaining ? "Planning of " : "") + workload.title();
      return new Section(
          title + ", " + variant.title(),
          environment,
          engines,
          budgetBytes(variant.memory()),
          rows);
    }
  }

  private static void printDifferences(List<Variant> variants, List<Section> sections) {
    for (int second = 1; second < sections.size(); second++) {
      for (int first = 0; first < second; first++) {
        String difference = variants.get(first).difference(variants.get(second));
        if (!difference.isEmpty()) {
          String title = difference + " (" + variants.get(second).title() + ")";
          new SectionComparison(title, sections.get(first), sections.get(second)).print(System.out);
        }
      }
    }
  }

  private void writeJson(List<Section> sections) throws IOException {
    if (json != null) {
      Files.writeString(
          json,
          JsonMapper.builder()
                  .enable(SerializationFeature.INDENT_OUTPUT)
                  .build()
                  .writeValueAsString(sections)
              + "\n");
    }
  }

  private List<EngineKind> rivalKinds() {
    if (rivals.equals(List.of(NO_RIVALS))) {
      return List.of();
    }
    return rivals.stream().map(name -> EngineKind.valueOf(name.toUpperCase(Locale.ROOT))).toList();
  }

  private static long budgetBytes(String memory) {
    return memory.isEmpty()
        ? 0
        : Settings.defaults().with(Setting.MEMORY, memory).toQuerySettings().memoryBytes();
  }

  private List<BenchmarkQuery> chosen() {
    List<BenchmarkQuery> all = workload.queries(suites);
    List<BenchmarkQuery> chosen =
        queries.isEmpty() ? all : queries.stream().map(number -> all.get(number - 1)).toList();
    return isExplaining ? chosen.stream().map(BenchmarkQuery::explained).toList() : chosen;
  }

  private static void write(DataSet dataSet, String format, Path folder) {
    if (Files.exists(folder.resolve("schema.sql"))) {
      return;
    }
    System.err.println("Writing " + dataSet.name() + " as " + format + " to " + folder);
    dataSet.write(format, folder);
  }
}
