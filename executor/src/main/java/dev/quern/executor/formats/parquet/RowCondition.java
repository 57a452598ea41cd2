package dev.quern.executor.formats.parquet;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.Predicate;
import dev.quern.executor.formats.RuntimeFilters.RuntimeFilter;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * One of the conditions that every row of a scan must meet.
 *
 * @param columns indexes of the table columns that {@code test} reads, in the order of its input
 * @param schema of {@code test}'s input
 * @param cannotFail whether it may be evaluated for rows that other conditions have ruled out
 */
record RowCondition(List<Integer> columns, Schema schema, Predicate test, boolean cannotFail) {

  /** Returns the condition that the value of one table column may have a match in a join. */
  static RowCondition ofRuntimeFilter(int column, Schema tableSchema, RuntimeFilter filter) {
    Predicate test =
        (input, selected) -> {
          for (int i = 0; i < input.rowCount(); i++) {
            selected[i] = i;
          }
          return filter.retain(input, 0, selected, input.rowCount());
        };
    List<Integer> columns = List.of(column);
    return new RowCondition(columns, tableSchema.select(columns), test, true);
  }

  /** Returns how many of {@code input}'s rows meet the condition; see {@link Predicate#select}. */
  int select(Batch input, int[] selected) {
    return test.select(input, selected);
  }
}
