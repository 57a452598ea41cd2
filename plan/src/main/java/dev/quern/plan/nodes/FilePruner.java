package dev.quern.plan.nodes;

import dev.quern.plan.expressions.Expression;
import java.util.List;

/** Tells which files of a table a scan can do without, from their partition values alone. */
public interface FilePruner {
  /** Leaves out no file. */
  FilePruner NONE = (source, filter) -> source.files();

  /**
   * Returns those of the source's files that may hold a row for which {@code filter} is true, in
   * their order. No file is opened.
   *
   * @param filter condition over {@code source.tableSchema()}
   */
  List<SourceFile> prune(ScanSource source, Expression filter);
}
