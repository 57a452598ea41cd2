package dev.quern.executor.operators.join;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.executor.expressions.Predicate;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * The further condition of a match. Only the columns that it reads are gathered for it. Not
 * thread-safe.
 */
final class Residual {
  private final List<Integer> columns;
  private final Schema schema;
  private final Predicate predicate;
  private int[] selected = new int[0];

  /**
   * @param condition over left columns then right columns
   */
  Residual(Expression condition, JoinShape shape, ExpressionCompiler compiler) {
    this.columns = new ArrayList<>(Expressions.columns(condition));
    this.schema = shape.left().concat(shape.right()).select(columns);
    this.predicate =
        compiler.predicate(Expressions.remapColumns(condition, columns::indexOf), schema);
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
    for (int i = 0; i < kept; i++) {
      probeRows[i] = probeRows[selected[i]];
      addresses[i] = addresses[selected[i]];
    }
    return kept;
  }
}
