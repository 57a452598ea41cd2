package dev.quern.benchmarks.queries;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The 22 queries of the TPC-H specification (section 2.4) with their validation parameters. */
public final class TpchQueries {
  public static final int COUNT = 22;

  private TpchQueries() {}

  /** Returns the text of query {@code number}, 1 to 22, without a semicolon. */
  public static String sql(int number) {
    String name = String.format(Locale.ROOT, "/tpch/q%02d.sql", number);
    try (InputStream in = TpchQueries.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no such query: " + number);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
