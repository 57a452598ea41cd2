package dev.quern.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar by itself: what is in it, and what it needs of the JVM and of the class loader. */
class JarTest {
  @TempDir Path folder;

  /** Returns the place of the jar under test. */
  static Path jar() throws Exception {
    URI location =
        Class.forName("dev.quern.jdbc.QuernDriver")
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toURI();
    return Path.of(location);
  }

  @Test
  void holdsNothingUnderTheNamesOfOthers() throws Exception {
    List<String> strangers = new ArrayList<>();
    try (JarFile jar = new JarFile(jar().toFile())) {
      jar.stream()
          .filter(entry -> !entry.isDirectory())
          .map(entry -> entry.getName())
          .filter(name -> !name.startsWith("dev/quern/") && !name.startsWith("META-INF/"))
          .forEach(strangers::add);
      jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith("META-INF/versions/") || name.endsWith(".SF"))
          .forEach(strangers::add);
      jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.matches("META-INF/services/.+"))
          .filter(name -> !name.endsWith("/java.sql.Driver") && !name.contains("/dev.quern."))
          .forEach(strangers::add);
    }
    assertEquals(List.of(), strangers);
  }

  @Test
  void offersTheProvidersItNames() throws Exception {
    try (URLClassLoader loader = alone();
        JarFile jar = new JarFile(jar().toFile())) {
      for (String entry :
          jar.stream()
              .map(e -> e.getName())
              .filter(n -> n.matches("META-INF/services/.+"))
              .toList()) {
        Class<?> service = loader.loadClass(entry.substring("META-INF/services/".length()));
        assertTrue(ServiceLoader.load(service, loader).findFirst().isPresent(), entry);
      }
    }
  }

  /** Compressions and formats stand on libraries that no other test reads with. */
  @ParameterizedTest
  @ValueSource(
      strings = {"csv", "csv.gz", "csv.zst", "csv.bz2", "csv.lz4", "json", "parquet", "arrow"})
  void writesAndReadsEveryKindOfFile(String extension) throws Exception {
    Path file = folder.resolve("copy." + extension);
    try (Connection connection = DriverManager.getConnection(SampleFolder.fill(folder));
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (SELECT * FROM orders) TO '" + file + "'");
      try (ResultSet rows = statement.executeQuery("SELECT sum(amount) FROM '" + file + "'")) {
        assertTrue(rows.next());
        assertEquals(5050, rows.getLong(1));
      }
    }
  }

  /** Functions that pull in more of Calcite and of its libraries than plain queries. */
  @Test
  void holdsWhatFunctionsNeed() throws Exception {
    try (Connection connection = DriverManager.getConnection(SampleFolder.fill(folder));
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT date_diff('month', DATE '2024-01-31', DATE '2024-05-05'),"
                    + " rank() OVER (ORDER BY min(placed)), stddev(amount), corr(amount, id),"
                    + " approx_count_distinct(customer), levenshtein('ab', 'cd'),"
                    + " extract(week FROM min(placed)), md5(min(CAST(id AS VARCHAR))),"
                    + " TIMESTAMP '2024-01-31 00:00:00' + INTERVAL '1' MONTH"
                    + " FROM orders GROUP BY GROUPING SETS ((), (year))")) {
      assertTrue(rows.next());
    }
  }

  private static URLClassLoader alone() throws Exception {
    URL[] urls = {jar().toUri().toURL()};
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  @Test
  void startsWorkersFromWhateverLoaderHoldsIt() throws Exception {
    String url = SampleFolder.fill(folder) + "&scheduler=processes&workers=2";
    try (URLClassLoader loader = alone()) {
      Driver driver =
          (Driver)
              loader.loadClass("dev.quern.jdbc.QuernDriver").getDeclaredConstructor().newInstance();
      try (Connection connection = driver.connect(url, new Properties());
          Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("SELECT max(amount) FROM spending WHERE name LIKE '%a%'")) {
        assertTrue(rows.next());
        assertEquals(1300, rows.getLong(1));
        assertEquals(2, children());
      }
    }
    assertEquals(0, children());
  }

  /** Returns how many processes this one has started that still run. */
  private static long children() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
  }

  @Test
  void needsNoFlagsOnAnyJdk() throws Exception {
    String url = SampleFolder.fill(folder) + "&scheduler=processes&workers=1";
    List<Path> javas = javas();
    assertFalse(javas.isEmpty());
    for (Path java : javas) {
      Path output = folder.resolve("output.txt");
      Path errors = folder.resolve("errors.txt");
      String classPath =
          jar()
              + File.pathSeparator
              + JarTest.class.getProtectionDomain().getCodeSource().getLocation().getPath();
      Process process =
          new ProcessBuilder(java.toString(), "-cp", classPath, PlainProgram.class.getName(), url)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), java.toString());
      String said = Files.readString(errors, StandardCharsets.UTF_8);
      assertEquals(
          "Ada 1300\n", Files.readString(output, StandardCharsets.UTF_8), java + ": " + said);
      // From JDK 24 on the JVM itself warns of sun.misc.Unsafe; nothing else may be said.
      List<String> words =
          said.lines()
              .filter(line -> !line.matches("WARNING: .*(Unsafe|reporting this).*"))
              .toList();
      assertEquals(List.of(), words, java.toString());
    }
  }

  /** Returns the java commands of this JDK and of the others that are where Linux keeps them. */
  private static List<Path> javas() throws Exception {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    Path shelf = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(shelf)) {
      try (Stream<Path> others = Files.list(shelf)) {
        others.filter(Files::isDirectory).filter(h -> !Files.isSymbolicLink(h)).forEach(homes::add);
      }
    }
    List<Path> javas = new ArrayList<>();
    for (Path home : homes) {
      Path java = home.resolve("bin/java").toAbsolutePath();
      if (Files.isExecutable(java) && version(home) >= 17 && !javas.contains(java.toRealPath())) {
        javas.add(java.toRealPath());
      }
    }
    return javas;
  }

  /** Returns the major version that the file {@code release} of a JDK tells, or 0. */
  private static int version(Path home) throws Exception {
    Path release = home.resolve("release");
    if (!Files.exists(release)) {
      return 0;
    }
    return Files.readAllLines(release).stream()
        .filter(line -> line.startsWith("JAVA_VERSION=\""))
        .map(line -> line.replaceAll("JAVA_VERSION=\"(\\d+).*", "$1"))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(0);
  }
}
