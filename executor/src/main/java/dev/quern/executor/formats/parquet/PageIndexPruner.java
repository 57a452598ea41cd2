package dev.quern.executor.formats.parquet;

import dev.quern.executor.formats.RuntimeFilters;
import dev.quern.executor.formats.RuntimeFilters.RuntimeFilter;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.nodes.ScanNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.parquet.format.RowGroup;

/**
 * Tells from the page indexes which rows of a row group cannot be what a scan wants. Pages of
 * different columns begin at different rows, so the filter is tried on each run of rows that lies
 * in one page of every column.
 *
 * <pre>
 * pages of a      |  1..5  |     3..9     |
 * pages of b      |    x..y    |   z..z   |
 * tried           |   1    | 2 |    3     |
 * </pre>
 */
final class PageIndexPruner {
  private final ScanNode scan;
  private final FileColumns columns;
  private final RuntimeFilters runtimeFilters;
  private final PageIndexReader indexes;

  PageIndexPruner(
      ScanNode scan, FileColumns columns, RuntimeFilters runtimeFilters, ChunkSource source) {
    this.scan = scan;
    this.columns = columns;
    this.runtimeFilters = runtimeFilters;
    this.indexes = new PageIndexReader(source);
  }

  /** Returns the rows of {@code rowGroup} that can pass, as far as its page indexes tell. */
  RowRanges wanted(RowGroup rowGroup) {
    long rows = rowGroup.getNum_rows();
    Map<Integer, PageRanges> pages = pages(rowGroup);
    TreeSet<Long> starts = new TreeSet<>();
    for (PageRanges column : pages.values()) {
      for (long row : column.firstRows()) {
        starts.add(row);
      }
    }
    if (starts.size() < 2) {
      return RowRanges.all(rows);
    }
    RowRanges.Builder wanted = new RowRanges.Builder();
    for (long start : starts) {
      Long next = starts.higher(start);
      if (mayPass(pages, start)) {
        wanted.add(start, next == null ? rows : next);
      }
    }
    return wanted.build(rows);
  }

  private Map<Integer, PageRanges> pages(RowGroup rowGroup) {
    Set<Integer> tested = new TreeSet<>();
    Expression filter = scan.filter();
    if (filter != null) {
      tested.addAll(Expressions.columns(filter));
    }
    scan.runtimeFilters().forEach(target -> tested.add(target.column()));
    Map<Integer, PageRanges> pages = new HashMap<>();
    for (int column : tested) {
      SchemaNode node = columns.find(column);
      LeafColumn leaf = node == null ? null : node.leaf();
      if (leaf == null
          || leaf.maxRepetition() > 0
          || !ValueDecoders.canRead(leaf, columns.field(column).type())) {
        continue;
      }
      PageRanges read =
          indexes.read(leaf, rowGroup.getColumns().get(leaf.index()), rowGroup.getNum_rows());
      if (read != null) {
        pages.put(column, read);
      }
    }
    return pages;
  }

  private boolean mayPass(Map<Integer, PageRanges> pages, long row) {
    Expression filter = scan.filter();
    if (filter != null && !new RangeFilter(column -> range(pages, column, row)).mayBeTrue(filter)) {
      return false;
    }
    for (RuntimeFilterTarget target : scan.runtimeFilters()) {
      RuntimeFilter published = runtimeFilters.find(target.filterId());
      if (published != null
          && RowGroupPruner.excludes(
              published,
              columns.field(target.column()).type(),
              range(pages, target.column(), row))) {
        return false;
      }
    }
    return true;
  }

  private static ColumnRange range(Map<Integer, PageRanges> pages, int column, long row) {
    PageRanges known = pages.get(column);
    return known == null ? ColumnRange.UNKNOWN : known.at(row);
  }
}
