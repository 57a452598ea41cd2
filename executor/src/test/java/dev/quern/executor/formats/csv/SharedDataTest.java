package dev.quern.executor.formats.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Files that other people published: their columns and rows are found with no options at all. */
final class SharedDataTest {
  private static Path shared(String path) {
    Path folder = Path.of(System.getProperty("quern.root", "..")).resolve("../shared");
    Path file = folder.resolve(path);
    assumeTrue(Files.exists(file), () -> "SKIPPED, not there: " + file.toAbsolutePath());
    return file;
  }

  private static List<Path> filesIn(Path folder, String extension) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(extension)).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void readsCsvSpectrumAsItsJsonSays() throws IOException {
    ObjectMapper json = new ObjectMapper();
    int read = 0;
    for (Path file : filesIn(shared("suites/csv/csv-spectrum/csvs"), ".csv")) {
      String name = file.getFileName().toString().replace(".csv", ".json");
      JsonNode expected =
          json.readTree(file.resolveSibling("../json/" + name).normalize().toFile());
      CsvTable table = CsvTable.of(file, Map.of("all_varchar", "true"));
      assertEquals(rows(expected), rows(table), name);
      read++;
    }
    assertEquals(11, read);
  }

  private static List<Map<String, String>> rows(JsonNode json) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (JsonNode row : json) {
      Map<String, String> fields = new java.util.TreeMap<>();
      // The copy of newlines_crlf.csv has LF line ends, the JSON beside it still CR LF.
      row.properties()
          .forEach(
              entry -> fields.put(entry.getKey(), entry.getValue().asText().replace("\r\n", "\n")));
      rows.add(fields);
    }
    return rows;
  }

  private static List<Map<String, String>> rows(CsvTable table) {
    Schema schema = table.schema();
    List<Map<String, String>> rows = new ArrayList<>();
    for (List<@Nullable Object> row : table.rows()) {
      Map<String, String> fields = new java.util.TreeMap<>();
      for (int i = 0; i < row.size(); i++) {
        Object value = row.get(i);
        String text = value == null ? "" : value.toString();
        fields.put(schema.field(i).name(), text);
      }
      rows.add(fields);
    }
    return rows;
  }

  @Test
  void keepsLeadingZerosOfZipCodes() {
    CsvTable table = CsvTable.of(shared("data/vega/zipcodes.csv"));
    assertEquals(
        List.of("VARCHAR", "DOUBLE", "DOUBLE", "VARCHAR", "VARCHAR", "VARCHAR"),
        table.schema().fields().stream().map(field -> field.type().sqlName()).toList());
    Set<Object> zips = new HashSet<>();
    String least = "99999";
    for (List<@Nullable Object> row : table.rows()) {
      String zip = String.valueOf(row.get(0));
      zips.add(zip);
      least = zip.compareTo(least) < 0 ? zip : least;
    }
    assertEquals("00501", least);
    assertEquals(42_049, zips.size());
  }

  @Test
  void findsTheColumnsOfThePublishedFiles() {
    Path folder = shared("data/vega");
    Map<String, List<String>> expected =
        Map.of(
            "birdstrikes.csv",
            List.of(
                "VARCHAR", "VARCHAR", "VARCHAR", "DATE", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR",
                "VARCHAR", "VARCHAR", "BIGINT", "BIGINT", "BIGINT", "BIGINT"),
            "seattle-weather.csv",
            List.of("DATE", "DOUBLE", "DOUBLE", "DOUBLE", "DOUBLE", "VARCHAR"),
            "seattle-weather-hourly-normals.csv",
            List.of("TIMESTAMP", "DOUBLE", "DOUBLE", "DOUBLE"),
            "github.csv",
            List.of("TIMESTAMP", "BIGINT"),
            "species.csv",
            List.of("VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "DOUBLE"),
            "stocks.csv",
            List.of("VARCHAR", "VARCHAR", "DOUBLE"),
            "unemployment.tsv",
            List.of("BIGINT", "DOUBLE"));
    expected.forEach(
        (file, types) ->
            assertEquals(
                types,
                CsvTable.of(folder.resolve(file)).schema().fields().stream()
                    .map(field -> field.type().sqlName())
                    .toList(),
                file));
  }

  @Test
  void readsEveryPublishedFileToItsEnd() {
    List<Path> files = new ArrayList<>(filesIn(shared("data/vega"), ".csv"));
    files.addAll(filesIn(shared("data/chinook"), ".csv"));
    long rows = 0;
    for (Path file : files) {
      CsvTable table = CsvTable.of(file);
      long found = table.rows().size();
      assertEquals(found, table.pieces(10_007, 4096, 1000).rows().size(), file.toString());
      rows += found;
    }
    assertTrue(rows > 100_000, "only " + rows + " rows");
  }

  @Test
  void tellsNullsFromTextsInTracks() {
    CsvTable table = CsvTable.of(shared("data/chinook/Track.csv"));
    List<List<@Nullable Object>> rows = table.rows();
    int composer = table.schema().indexOf("Composer");
    int name = table.schema().indexOf("Name");
    assertEquals(3503, rows.size());
    assertEquals(2525, rows.stream().filter(row -> row.get(composer) != null).count());
    assertEquals(
        123, rows.stream().mapToInt(row -> String.valueOf(row.get(name)).length()).max().orElse(0));
    DataType price = table.schema().type(table.schema().indexOf("UnitPrice"));
    assertEquals(DataTypes.DOUBLE, price);
  }
}
