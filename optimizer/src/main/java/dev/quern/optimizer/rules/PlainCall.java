package dev.quern.optimizer.rules;

import java.util.List;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.sql.SqlAggFunction;

/** Makes aggregate calls without DISTINCT, constants and an order. */
final class PlainCall {
  private PlainCall() {}

  /**
   * Returns a call whose type follows from the input.
   *
   * @param filter the column that says which rows count, -1 = all
   * @param withoutKeys whether there can be a result for no rows
   */
  static AggregateCall of(
      SqlAggFunction function,
      List<Integer> arguments,
      int filter,
      RelNode input,
      boolean withoutKeys) {
    return AggregateCall.create(
        function,
        false,
        false,
        false,
        List.of(),
        arguments,
        filter,
        null,
        RelCollations.EMPTY,
        withoutKeys,
        input,
        null,
        null);
  }
}
