package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.expressions.Predicate;
import dev.quern.executor.expressions.Projection;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The further condition of a match. Only the columns that it reads are gathered for it. Not
 * thread-safe.
 */
final class Residual {
  private static final Schema VALUE = Schema.of(Field.of("condition", DataTypes.BOOLEAN));

  private final List<Integer> columns;
  private final Schema schema;
  private final Predicate predicate;
  private final Projection value;
  private final BufferAllocator allocator;
  private int[] selected = new int[0];

  /**
   * @param condition over left columns then right columns
   */
  Residual(
      Expression condition,
      JoinShape shape,
      ExpressionCompiler compiler,
      BufferAllocator allocator) {
    this.columns = new ArrayList<>(Expressions.columns(condition));
    this.schema = shape.left().concat(shape.right()).select(columns);
    Expression overColumns = Expressions.remapColumns(condition, columns::indexOf);
    this.predicate = compiler.predicate(overColumns, schema);
    this.value = compiler.projection(List.of(overColumns), schema, VALUE);
    this.allocator = allocator;
  }

  /**
   * Keeps the pairs for which the condition is true, in order, at the front of both arrays.
   *
   * @return how many
   */
  int retain(PairColumns pairs, Batch probe, int[] probeRows, long[] addresses, int count) {
    if (count == 0) {
      return 0;
    }
    if (selected.length < count) {
      selected = new int[count];
    }
    int kept;
    try (Batch candidates = pairs.read(columns, schema, probe, probeRows, addresses, count)) {
      kept = predicate.select(candidates, selected);
    }
    keepSelected(probeRows, addresses, kept);
    return kept;
  }

  /**
   * As {@link #retain}; sets {@code unknown[row]} for probe rows of which the condition is null for
   * some pair.
   */
  int retainKnown(
      PairColumns pairs,
      Batch probe,
      int[] probeRows,
      long[] addresses,
      int count,
      boolean[] unknown) {
    if (selected.length < count) {
      selected = new int[count];
    }
    int kept = 0;
    try (Batch candidates = pairs.read(columns, schema, probe, probeRows, addresses, count);
        Batch values = value.project(candidates, null, 0, allocator)) {
      ColumnAddresses holds = ColumnAddresses.of(values.vector(0), DataTypes.BOOLEAN);
      for (int i = 0; i < count; i++) {
        if (holds.isNull(i)) {
          unknown[probeRows[i]] = true;
        } else if (ColumnAddresses.isSet(holds.data(), i)) {
          selected[kept++] = i;
        }
      }
    }
    keepSelected(probeRows, addresses, kept);
    return kept;
  }

  private void keepSelected(int[] probeRows, long[] addresses, int kept) {
    for (int i = 0; i < kept; i++) {
      probeRows[i] = probeRows[selected[i]];
      addresses[i] = addresses[selected[i]];
    }
  }
}
