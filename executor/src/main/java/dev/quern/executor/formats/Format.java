package dev.quern.executor.formats;

import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file format. Thread-safe, without state of a query. */
public interface Format {
  /** Returns the lower-case name, e.g. {@code csv}. */
  String name();

  /** Returns the lower-case file name extensions without dot, e.g. {@code csv, tsv}. */
  Set<String> extensions();

  /**
   * Finds the columns of the files, from their headers, footers or samples of several places in
   * several files.
   *
   * @param name the table or path as the user wrote it, for messages
   * @param files at least one
   * @param options what the user set, by lower-case name; unknown names and bad values are errors
   *     (INVALID_OPTION)
   * @param declared columns that the user declared and that win over what is found, or null
   * @return the columns, and options with everything settled so that scanning need not guess again
   */
  FileShape inspect(
      String name, List<SourceFile> files, Map<String, String> options, @Nullable Schema declared);

  /** Returns what is known or estimated of the data, at little cost. */
  TableStatistics statistics(ScanSource source);

  /**
   * Cuts the files of {@code source} into splits of about {@code targetBytes}, in file order.
   * Splits that statistics show to hold no row that passes {@code scan}'s filter may be left out.
   */
  List<Split> splits(dev.quern.plan.nodes.ScanNode scan, long targetBytes);

  /** Opens the splits of one task. The source's schema is that of the scan node. */
  BatchSource open(ScanRequest request);

  /**
   * Returns what the names of files end in that {@link #create} writes with these options, without
   * the dot.
   */
  default String extension(Map<String, String> options) {
    return extensions().contains(name())
        ? name()
        : extensions().stream().sorted().findFirst().orElse(name());
  }

  /**
   * Opens a new file for writing. The file appears under its name only when the sink is finished.
   *
   * @param path absolute path; an existing file is replaced
   */
  BatchSink create(String path, Schema schema, Map<String, String> options, WriteContext context);

  /** The columns of files and the settled options. */
  record FileShape(Schema schema, Map<String, String> options) {}
}
