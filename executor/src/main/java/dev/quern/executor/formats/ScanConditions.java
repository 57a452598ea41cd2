package dev.quern.executor.formats;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.Predicate;
import dev.quern.executor.formats.RuntimeFilters.RuntimeFilter;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a scan whose format reads whole rows at a time: the format makes batches of the
 * columns that the conditions and the output need; this class picks the rows and columns that leave
 * the scan. Keeps count of the scan's limit.
 */
public final class ScanConditions {
  private final ScanRequest request;
  private final Schema outputSchema;
  private final List<Integer> columns;
  private final Schema schema;
  private final @Nullable Predicate predicate;
  private final List<Bound> runtimeFilters = new ArrayList<>();
  private final int[] selected;
  private long rowsLeft;

  private record Bound(RuntimeFilter filter, int column) {}

  public ScanConditions(ScanRequest request) {
    ScanNode scan = request.scan();
    this.request = request;
    this.outputSchema = scan.schema();
    this.rowsLeft = scan.limit() < 0 ? Long.MAX_VALUE : scan.limit();
    SortedSet<Integer> needed = new TreeSet<>(scan.columns());
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
    this.predicate =
        condition == null
            ? null
            : request
                .expressions()
                .predicate(Expressions.remapColumns(condition, columns::indexOf), schema);
    for (RuntimeFilterTarget target : published) {
      RuntimeFilter filter = request.runtimeFilters().find(target.filterId());
      if (filter != null) {
        runtimeFilters.add(new Bound(filter, columns.indexOf(target.column())));
      }
    }
    this.selected = new int[request.batchRows()];
  }

  /** Returns the table columns that must be read, in ascending order. */
  public List<Integer> columns() {
    return columns;
  }

  /** Returns the schema of {@link #columns()}. */
  public Schema schema() {
    return schema;
  }

  /** Returns whether the scan's limit is reached. */
  public boolean isDone() {
    return rowsLeft == 0;
  }

  /**
   * Returns the output of the rows that pass, or null if none does.
   *
   * @param input at most {@code batchRows} rows of {@link #columns()}; closed
   */
  public @Nullable Batch apply(Batch input) {
    try (input) {
      int count = (int) Math.min(rowsLeft, passing(input));
      rowsLeft -= count;
      return count == 0 ? null : output(input, count);
    }
  }

  private int passing(Batch input) {
    int passed = input.rowCount();
    if (predicate != null) {
      passed = predicate.select(input, selected);
    } else {
      for (int i = 0; i < passed; i++) {
        selected[i] = i;
      }
    }
    for (Bound bound : runtimeFilters) {
      passed = bound.filter().retain(input, bound.column(), selected, passed);
    }
    return passed;
  }

  private Batch output(Batch input, int count) {
    boolean isPrefix = selected[count - 1] == count - 1;
    List<FieldVector> vectors = new ArrayList<>(outputSchema.size());
    try {
      for (int i = 0; i < outputSchema.size(); i++) {
        FieldVector source = input.vector(columns.indexOf(request.scan().columns().get(i)));
        vectors.add(
            isPrefix
                ? VectorGather.slice(source, 0, count, request.allocator())
                : VectorGather.gather(
                    source, outputSchema.field(i), selected, 0, count, request.allocator()));
      }
      return new Batch(outputSchema, vectors, count);
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }
}
