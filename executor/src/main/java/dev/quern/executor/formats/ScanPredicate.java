package dev.quern.executor.formats;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.Predicate;
import dev.quern.executor.formats.RuntimeFilters.RuntimeFilter;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells which rows pass a scan's filter and what joins have published until the scan began. */
public final class ScanPredicate {
  private final List<Integer> columns;
  private final Schema schema;
  private final @Nullable Predicate filter;
  private final List<Bound> runtimeFilters = new ArrayList<>();

  private record Bound(RuntimeFilter filter, int column) {}

  /**
   * @param others table columns that the batches hold besides those that the conditions read
   */
  public ScanPredicate(ScanRequest request, Collection<Integer> others) {
    ScanNode scan = request.scan();
    SortedSet<Integer> needed = new TreeSet<>(others);
    Expression condition = scan.filter();
    if (condition != null) {
      needed.addAll(Expressions.columns(condition));
    }
    List<RuntimeFilterTarget> published = new ArrayList<>();
    for (RuntimeFilterTarget target : scan.runtimeFilters()) {
      if (request.runtimeFilters().find(target.filterId()) != null) {
        published.add(target);
        needed.add(target.column());
      }
    }
    this.columns = List.copyOf(needed);
    this.schema = scan.source().tableSchema().select(columns);
    this.filter =
        condition == null
            ? null
            : request
                .expressions()
                .predicate(Expressions.remapColumns(condition, columns::indexOf), schema);
    for (RuntimeFilterTarget target : published) {
      RuntimeFilter found = request.runtimeFilters().find(target.filterId());
      if (found != null) {
        runtimeFilters.add(new Bound(found, columns.indexOf(target.column())));
      }
    }
  }

  /** Returns the table columns of the batches, in ascending order. */
  public List<Integer> columns() {
    return columns;
  }

  /** Returns the schema of {@link #columns()}. */
  public Schema schema() {
    return schema;
  }

  /** Returns whether all rows pass. */
  public boolean isEmpty() {
    return filter == null && runtimeFilters.isEmpty();
  }

  /**
   * Tells which rows pass.
   *
   * @param batch rows of {@link #columns()}; stays the caller's
   * @param selected where to put the indexes of the rows that pass, ascending
   * @return how many pass
   */
  public int select(Batch batch, int[] selected) {
    int passed = batch.rowCount();
    if (filter != null) {
      passed = filter.select(batch, selected);
    } else {
      for (int i = 0; i < passed; i++) {
        selected[i] = i;
      }
    }
    for (Bound bound : runtimeFilters) {
      passed = bound.filter().retain(batch, bound.column(), selected, passed);
    }
    return passed;
  }
}
