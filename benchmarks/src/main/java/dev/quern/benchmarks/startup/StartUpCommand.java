package dev.quern.benchmarks.startup;

import dev.quern.benchmarks.data.DataSets;
import dev.quern.benchmarks.report.Environment;
import dev.quern.benchmarks.report.QueryRow;
import dev.quern.benchmarks.report.QueryTimes;
import dev.quern.benchmarks.report.Section;
import dev.quern.benchmarks.report.SectionTable;
import dev.quern.benchmarks.rivals.EngineKind;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures new processes from start to end: {@code ./quern-bench startup}. */
@Command(
    name = "startup",
    mixinStandardHelpOptions = true,
    description =
        "Starts the command line and small JDBC programs again and again and prints how long each"
            + " takes from its start to its end.")
public final class StartUpCommand implements Callable<Integer> {
  private static final String DUCKDB_DRIVER = "org.duckdb.DuckDBDriver";

  @Option(
      names = "--runs",
      description = "measured starts of each, after a first one (default: ${DEFAULT-VALUE})")
  private int runs = 10;

  @Option(names = "--data", description = "folder for the data, kept (default: ${DEFAULT-VALUE})")
  private Path data = Path.of("benchmarks", "target", "data");

  @Override
  public Integer call() throws Exception {
    Path csv = megabyte();
    Path classes = Files.createTempDirectory("quern-startup");
    try {
      copyProgram(classes);
      List<StartCase> cases = cases(csv, classes);
      for (int i = 0; i <= runs; i++) {
        cases.forEach(StartCase::run);
      }
      Section section = section(cases);
      new SectionTable(section, System.out).print();
      return section.hasFailures() ? 1 : 0;
    } finally {
      delete(classes);
    }
  }

  private static List<StartCase> cases(Path csv, Path classes)
      throws IOException, URISyntaxException, ClassNotFoundException {
    String file = "'" + csv + "'";
    String sum = "SELECT count(*), sum(amount) FROM " + file;
    String rows = Integer.toString(DataSets.MEGABYTE_ROWS);
    String quern = Path.of("quern").toAbsolutePath().toString();
    String javaCommand = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String duckDb =
        Path.of(
                Class.forName(DUCKDB_DRIVER)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI())
            .toString();
    String program = JdbcStart.class.getName();
    String ours = classes + File.pathSeparator + driver();
    String theirs = classes + File.pathSeparator + duckDb;
    String folder = "jdbc:quern:" + csv.getParent();
    return List.of(
        new StartCase("./quern -c SELECT 1", "Quern", "1", List.of(quern, "-c", "SELECT 1")),
        new StartCase("./quern, 1 MB of CSV", "Quern", rows, List.of(quern, "-c", sum)),
        new StartCase(
            "JDBC, SELECT 1",
            "Quern",
            "1",
            List.of(javaCommand, "-cp", ours, program, folder, "SELECT 1")),
        new StartCase(
            "JDBC, SELECT 1",
            "DuckDB",
            "1",
            List.of(javaCommand, "-cp", theirs, program, "jdbc:duckdb:", "SELECT 1")),
        new StartCase(
            "JDBC, 1 MB of CSV",
            "Quern",
            rows,
            List.of(javaCommand, "-cp", ours, program, folder, sum)),
        new StartCase(
            "JDBC, 1 MB of CSV",
            "DuckDB",
            rows,
            List.of(javaCommand, "-cp", theirs, program, "jdbc:duckdb:", sum)));
  }

  private Section section(List<StartCase> cases) {
    Map<String, QueryRow> rows = new LinkedHashMap<>();
    for (StartCase start : cases) {
      QueryRow row =
          rows.getOrDefault(start.name(), new QueryRow(start.name(), Map.of(), "-", "", 0));
      Map<String, QueryTimes> times = new LinkedHashMap<>(row.times());
      times.put(start.engine(), start.times());
      String failure = start.engine().equals("Quern") ? start.times().error() : row.failure();
      rows.put(start.name(), new QueryRow(start.name(), times, "-", failure, 0));
    }
    Map<String, String> environment = Environment.describe();
    environment.put("runs", "1 + " + runs);
    return new Section(
        "Start-up, from the start of a process to its end",
        environment,
        List.of(EngineKind.QUERN.title(), EngineKind.DUCKDB.title()),
        0,
        new ArrayList<>(rows.values()));
  }

  /** Returns a CSV file of a megabyte, written if it is not there yet. */
  private Path megabyte() {
    Path folder = data.resolve("megabyte").toAbsolutePath();
    if (!Files.exists(folder.resolve("schema.sql"))) {
      DataSets.megabyte().write("csv", folder);
    }
    return folder.resolve("events").resolve("part-00000.csv");
  }

  private static String driver() throws IOException {
    Path target = Path.of("jdbc-driver", "target").toAbsolutePath();
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("quern-jdbc-driver-.*\\.jar"))
          .map(Path::toString)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no driver jar in " + target));
    }
  }

  private static String programFile() {
    return JdbcStart.class.getName().replace('.', '/') + ".class";
  }

  private static void copyProgram(Path classes) throws IOException {
    Path file = classes.resolve(programFile());
    Files.createDirectories(file.getParent());
    try (InputStream in = JdbcStart.class.getClassLoader().getResourceAsStream(programFile())) {
      if (in == null) {
        throw new IllegalStateException("no class file of " + JdbcStart.class);
      }
      Files.copy(in, file);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
