package dev.quern.benchmarks.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.benchmarks.queries.Workload;
import dev.quern.benchmarks.references.DataIdentity;
import dev.quern.benchmarks.rivals.DeclaredTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedDataSetTest {
  @TempDir private Path root;

  @Test
  void rowsAreTheSameEachTime() {
    for (Workload workload : List.of(Workload.GROUPBY, Workload.JOIN, Workload.TEXTS)) {
      Path first = written(workload, 2000, "csv", "first");
      Path second = written(workload, 2000, "csv", "second");
      assertEquals(DataIdentity.of(first), DataIdentity.of(second), workload.title());
    }
  }

  @Test
  void groupingTableHasTheShapeOfTheTask() throws IOException {
    List<String> lines = lines(written(Workload.GROUPBY, 10_000, "csv", "g").resolve("x"));
    assertEquals("id1,id2,id3,id4,id5,id6,v1,v2,v3", lines.get(0));
    assertEquals(10_001, lines.size());
    assertEquals(100, distinct(lines, 0));
    assertEquals(100, distinct(lines, 2));
    assertEquals(100, distinct(lines, 4));
    assertEquals(5, distinct(lines, 6));
    assertEquals(15, distinct(lines, 7));
    String pattern =
        "id\\d{3},id\\d{3},id\\d{10},\\d{1,3},\\d{1,3},\\d{1,3},[1-5],\\d{1,2},[0-9.]+";
    lines.stream().skip(1).forEach(line -> assertTrue(line.matches(pattern), line));
  }

  @Test
  void nineTenthsOfTheJoinKeysAreInBothTables() throws IOException {
    Path data = written(Workload.JOIN, 10_000, "csv", "j");
    List<String> x = lines(data.resolve("x"));
    List<String> big = lines(data.resolve("big"));
    assertEquals("id1,id2,id3,id4,id5,id6,v1", x.get(0));
    assertEquals("id1,id2,id3,id4,id5,id6,v2", big.get(0));
    TreeSet<String> ofX = values(x, 2);
    TreeSet<String> ofBig = values(big, 2);
    assertEquals(10_000, ofX.size());
    assertEquals(10_000, ofBig.size());
    ofX.retainAll(ofBig);
    assertEquals(9_000, ofX.size());

    List<String> medium = lines(data.resolve("medium"));
    assertEquals("id1,id2,id4,id5,v2", medium.get(0));
    assertEquals(11, medium.size());
    assertEquals(11, lines(data.resolve("small")).size());
  }

  @Test
  void permutationsHaveEveryNumberOnce() {
    for (long size : new long[] {1, 2, 10, 11, 1000, 1100}) {
      Permutation permutation = new Permutation(size, 7);
      TreeSet<Long> seen = new TreeSet<>();
      for (long i = 0; i < size; i++) {
        seen.add(permutation.at(i));
      }
      assertEquals(size, seen.size());
      assertEquals(0, seen.first());
      assertEquals(size - 1, seen.last());
    }
  }

  @Test
  void smallFilesAreManyAndSmall() throws IOException {
    Path events = written(Workload.FILES, 5_000, "csv", "f").resolve("events");
    try (Stream<Path> files = Files.list(events)) {
      List<Path> all = files.toList();
      assertEquals(5, all.size());
      for (Path file : all) {
        long bytes = Files.size(file);
        assertTrue(bytes > 40_000 && bytes < 60_000, file + " has " + bytes + " bytes");
      }
    }
  }

  @Test
  void wideTableHasFiveHundredColumnsInBothFormats() {
    for (String format : List.of("csv", "parquet")) {
      Path data = written(Workload.WIDE, 20, format, "w" + format);
      DeclaredTable table = DeclaredTable.of(data).get(0);
      assertEquals(500, table.columns().size());
      assertEquals(format, table.format());
      assertEquals("DECIMAL(15,2)", table.columns().get("c001"));
    }
  }

  private Path written(Workload workload, long rows, String format, String folder) {
    Path path = root.resolve(workload + folder);
    new DataSets(1, rows, 1, root).of(workload).write(format, path);
    return path;
  }

  private static List<String> lines(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("part-00000.csv"));
  }

  private static int distinct(List<String> lines, int column) {
    return values(lines, column).size();
  }

  private static TreeSet<String> values(List<String> lines, int column) {
    TreeSet<String> values = new TreeSet<>();
    lines.stream().skip(1).forEach(line -> values.add(line.split(",")[column]));
    return values;
  }
}
