package dev.quern.executor.operators.filter;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.expressions.Predicate;
import dev.quern.executor.expressions.Projection;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.FilterNode;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Drops the rows that do not pass a condition and computes output columns from the others, in one
 * pass: the selection goes from the condition's loop to the projection's and nowhere else. Closes
 * its input.
 */
public final class FilterProjectOperator implements BatchSource {
  private final BatchSource input;
  private final Schema schema;
  private final @Nullable Predicate predicate;
  private final Projection projection;
  private final @Nullable OperatorStatistics filterStatistics;
  private final BufferAllocator allocator;
  private final BatchPieces pieces;
  private @Nullable Batch pending;
  private int[] selected = new int[0];

  private FilterProjectOperator(
      BatchSource input,
      Schema schema,
      @Nullable Predicate predicate,
      Projection projection,
      @Nullable OperatorStatistics filterStatistics,
      BufferAllocator allocator,
      BatchPieces pieces) {
    this.input = input;
    this.schema = schema;
    this.predicate = predicate;
    this.projection = projection;
    this.filterStatistics = filterStatistics;
    this.allocator = allocator;
    this.pieces = pieces;
  }

  /** Returns the operator of a filter on its own. */
  public static FilterProjectOperator filter(
      FilterNode node, BatchSource input, TaskContext context) {
    Schema schema = input.schema();
    return new FilterProjectOperator(
        input,
        schema,
        context.expressions().predicate(node.condition(), schema),
        context.expressions().projection(allColumns(schema), schema, schema),
        null,
        newAllocator("filter-" + node.id(), context),
        BatchPieces.of(List.of(), context));
  }

  /** Returns the operator of a projection on its own. */
  public static FilterProjectOperator project(
      ProjectNode node, BatchSource input, TaskContext context) {
    return new FilterProjectOperator(
        input,
        node.schema(),
        null,
        context.expressions().projection(node.expressions(), input.schema(), node.schema()),
        null,
        newAllocator("project-" + node.id(), context),
        BatchPieces.of(node.expressions(), context));
  }

  /**
   * Returns the operator of a projection right above a filter. Counts what passes the filter under
   * the filter's own node id.
   *
   * @param input the filter's input
   */
  public static FilterProjectOperator filterAndProject(
      FilterNode filter, ProjectNode project, BatchSource input, TaskContext context) {
    Schema inputSchema = input.schema();
    return new FilterProjectOperator(
        input,
        project.schema(),
        context.expressions().predicate(filter.condition(), inputSchema),
        context.expressions().projection(project.expressions(), inputSchema, project.schema()),
        context.statistics(filter.id()),
        newAllocator("project-" + project.id(), context),
        BatchPieces.of(project.expressions(), context));
  }

  private static List<Expression> allColumns(Schema schema) {
    List<Expression> columns = new ArrayList<>(schema.size());
    for (int i = 0; i < schema.size(); i++) {
      columns.add(ColumnReference.of(i, schema.field(i)));
    }
    return columns;
  }

  private static BufferAllocator newAllocator(String name, TaskContext context) {
    return context.allocator().newChildAllocator(name, 0, Long.MAX_VALUE);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    while (true) {
      if (pending != null) {
        return nextPiece(pending);
      }
      long start = System.nanoTime();
      Batch batch = input.next();
      if (batch == null) {
        return null;
      }
      Batch output = process(batch, start);
      if (output != null) {
        return output;
      }
    }
  }

  /** Returns the output of a batch, or null if it has none or is {@link #pending}. */
  private @Nullable Batch process(Batch owned, long start) {
    boolean isKept = false;
    try {
      int count = predicate == null ? owned.rowCount() : select(predicate, owned, start);
      if (count == 0 && predicate != null) {
        return null;
      }
      boolean allPass = count == owned.rowCount();
      if (!pieces.areNeeded(count)) {
        return pieces.observe(
            projection.project(owned, allPass ? null : selected, count, allocator));
      }
      pieces.start(allPass ? null : selected, count);
      pending = owned;
      isKept = true;
      return null;
    } finally {
      if (!isKept) {
        owned.close();
      }
    }
  }

  private Batch nextPiece(Batch batch) {
    int count = pieces.next();
    Batch output = pieces.observe(projection.project(batch, pieces.rows(), count, allocator));
    if (pieces.isAtEnd()) {
      pending = null;
      batch.close();
    }
    return output;
  }

  private int select(Predicate condition, Batch batch, long start) {
    if (selected.length < batch.rowCount()) {
      selected = new int[batch.rowCount()];
    }
    int count = condition.select(batch, selected);
    if (filterStatistics != null) {
      filterStatistics.addNanos(System.nanoTime() - start);
      if (count > 0) {
        filterStatistics.addOutput(count);
      }
    }
    return count;
  }

  @Override
  public void close() {
    if (pending != null) {
      pending.close();
      pending = null;
    }
    try {
      input.close();
    } finally {
      allocator.close();
    }
  }
}
