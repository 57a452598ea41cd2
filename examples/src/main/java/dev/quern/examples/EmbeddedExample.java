package dev.quern.examples;

import dev.quern.JavaFunction;
import dev.quern.Quern;
import dev.quern.QuernSession;
import dev.quern.QueryRows;
import dev.quern.engine.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The engine inside of a program: a Java function, a table of Java records, rows as records and as
 * Arrow batches.
 */
public final class EmbeddedExample {
  /** A row of the program's own table. */
  public record Region(String city, String canton) {}

  /** A row of the result. */
  public record CantonTotal(String canton, BigDecimal total) {}

  private EmbeddedExample() {}

  public static void main(String[] arguments) throws IOException {
    try (SampleFiles files = SampleFiles.create()) {
      run(files.folder(), System.out);
    }
  }

  /** The function: a public static method of a public class runs in worker processes too. */
  public static String initials(String text) {
    return text.substring(0, 1) + ".";
  }

  static void run(Path folder, PrintStream out) {
    try (Quern quern = Quern.open(Settings.defaults().with("memory", "256MB"));
        QuernSession session = quern.openSession(folder)) {
      session.attach(folder);
      quern.register(JavaFunction.of("initials", EmbeddedExample.class, "initials"));
      session.register(
          "regions",
          Region.class,
          List.of(new Region("Bern", "BE"), new Region("Basel", "BS"), new Region("Chur", "GR")));

      String totals =
          "SELECT canton, sum(amount) AS total FROM orders JOIN regions USING (city)"
              + " WHERE year = :year GROUP BY canton ORDER BY canton";
      try (QueryRows rows = session.query(totals, Map.of("year", 2025))) {
        rows.stream(CantonTotal.class).forEach(out::println);
      }

      try (QueryRows rows =
          session.query("SELECT id, initials(city) AS initial FROM orders ORDER BY id")) {
        for (VectorSchemaRoot batch = rows.nextBatch(); batch != null; batch = rows.nextBatch()) {
          try (VectorSchemaRoot owned = batch) {
            print(owned, out);
          }
        }
      }
    }
  }

  private static void print(VectorSchemaRoot batch, PrintStream out) {
    BigIntVector ids = (BigIntVector) batch.getVector("id");
    VarCharVector initials = (VarCharVector) batch.getVector("initial");
    for (int row = 0; row < batch.getRowCount(); row++) {
      out.println(ids.get(row) + " " + initials.getObject(row));
    }
  }
}
