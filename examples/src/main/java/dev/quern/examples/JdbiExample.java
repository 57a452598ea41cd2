package dev.quern.examples;

import dev.quern.jdbi.QuernPlugin;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Jdbi with the plugin: rows as records, with decimals, dates and lists. */
public final class JdbiExample {
  /** What is known of the orders of one city. */
  public record CityOrders(String city, List<Long> ids, LocalDate latest, BigDecimal total) {}

  private JdbiExample() {}

  public static void main(String[] arguments) throws IOException {
    try (SampleFiles files = SampleFiles.create()) {
      run(files.folder(), System.out);
    }
  }

  static void run(Path folder, PrintStream out) {
    Jdbi jdbi = Jdbi.create("jdbc:quern:" + folder).installPlugin(new QuernPlugin());
    List<CityOrders> cities =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT city, [min(id), max(id)] AS ids, max(day) AS latest,"
                            + " sum(amount) AS total FROM orders WHERE day >= :from"
                            + " GROUP BY city ORDER BY city")
                    .bind("from", LocalDate.of(2025, 1, 1))
                    .mapTo(CityOrders.class)
                    .list());
    cities.forEach(out::println);
  }
}
