package dev.quern.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder with a partitioned table of orders, removed when closed. */
final class SampleFiles implements AutoCloseable {
  private final Path folder;

  private SampleFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder.
   *
   * <pre>
   * orders/year=2025/a.csv   id, day, city, amount: 3 rows
   * orders/year=2026/b.csv   the same columns: 2 rows
   * schema.sql               the types of the columns: amounts are decimals
   * </pre>
   */
  static SampleFiles create() throws IOException {
    Path folder = Files.createTempDirectory("quern-example-");
    write(
        folder.resolve("orders/year=2025/a.csv"),
        "id,day,city,amount",
        "1,2025-03-01,Bern,12.50",
        "2,2025-07-15,Basel,8.00",
        "3,2025-12-31,Bern,99.90");
    write(
        folder.resolve("orders/year=2026/b.csv"),
        "id,day,city,amount",
        "4,2026-01-02,Chur,20.00",
        "5,2026-01-03,Basel,1.25");
    write(
        folder.resolve("schema.sql"),
        "CREATE EXTERNAL TABLE orders (id BIGINT, day DATE, city VARCHAR, amount DECIMAL(9,2),",
        "  year INTEGER) STORED AS CSV LOCATION 'orders';");
    return new SampleFiles(folder);
  }

  private static void write(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
