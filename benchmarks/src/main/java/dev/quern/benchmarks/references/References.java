package dev.quern.benchmarks.references;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.benchmarks.queries.BenchmarkQuery;
import dev.quern.benchmarks.rivals.RivalProcess;
import dev.quern.benchmarks.rivals.RivalSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The right answers over one data set. An answer is looked for among the kept ones; else a DuckDB
 * without memory limit runs the query once, in a process of its own. Another one checks files that
 * were written, and stays open for the next.
 */
public final class References implements AutoCloseable {
  private final Path data;
  private final RivalSettings unlimited;
  private final @Nullable AnswerStore store;
  private final Map<String, Reference> found = new HashMap<>();
  private @Nullable String identity;
  private @Nullable RivalProcess checker;

  /**
   * @param settings those of the comparison
   * @param store where answers are kept, or null
   */
  public References(Path data, RivalSettings settings, @Nullable AnswerStore store) {
    this.data = data;
    this.unlimited = settings.unlimitedDuckDb();
    this.store = store;
  }

  /**
   * A right answer.
   *
   * @param origin how it was got, for the report
   */
  public record Reference(Answer answer, String origin) {}

  /**
   * Returns the right answer to a query, found once however often it is asked for.
   *
   * @throws IllegalStateException if DuckDB fails
   */
  public Reference of(BenchmarkQuery query) {
    Reference known = found.get(key(query));
    if (known == null) {
      known = find(query);
      found.put(key(query), known);
    }
    return known;
  }

  private Reference find(BenchmarkQuery query) {
    if (store != null) {
      Optional<Answer> kept = store.find(key(query), identity());
      if (kept.isPresent()) {
        return new Reference(kept.get(), "DuckDB, kept from an earlier run");
      }
    }
    Path output = newFile();
    try {
      Answer answer = run(query.sqlTo(output));
      Answer right = query.check() == null ? answer : check(query, output);
      keep(query, right);
      return new Reference(right, "DuckDB without a limit");
    } finally {
      delete(output);
    }
  }

  /** Returns what the check of {@code query} says of the file that an engine has written. */
  public Answer check(BenchmarkQuery query, Path output) {
    RivalProcess open = checker;
    if (open == null) {
      open = new RivalProcess(unlimited, data);
      checker = open;
    }
    return answer(open.run(query.checkOf(output)));
  }

  /** Keeps an answer of DuckDB for later runs, if there is a place for it. */
  public void keep(BenchmarkQuery query, Answer answer) {
    if (store != null) {
      store.keep(key(query), identity(), answer);
    }
  }

  private static String key(BenchmarkQuery query) {
    return query.check() == null ? query.sql() : query.sql() + ";\n" + query.check();
  }

  private String identity() {
    if (identity == null) {
      identity = DataIdentity.of(data);
    }
    return identity;
  }

  private Answer run(String sql) {
    try (RivalProcess process = new RivalProcess(unlimited, data)) {
      return answer(process.run(sql));
    }
  }

  private static Answer answer(RivalProcess.Run run) {
    if (!run.error().isEmpty()) {
      throw new IllegalStateException("no answer to compare with: " + run.error());
    }
    return run.answer();
  }

  /** Returns the path of a file in the temporary folder that is not there yet. */
  public Path newFile() {
    Path folder = Path.of(unlimited.tempFolder()).toAbsolutePath();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder.resolve(
        String.format(
            Locale.ROOT, "output-%d-%x.parquet", ProcessHandle.current().pid(), System.nanoTime()));
  }

  /** Removes a file that a query may have written. */
  public static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (checker != null) {
      checker.close();
    }
  }
}
