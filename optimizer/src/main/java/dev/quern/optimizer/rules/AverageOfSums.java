package dev.quern.optimizer.rules;

import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.util.Optionality;

/**
 * {@code avg(sum, count)}: the average of values of which the sums and the numbers of parts are
 * known. It is the same to the last bit as that of the values, if they are no floating-point
 * numbers: there is one division, and one rounding. Null if there are no values.
 */
final class AverageOfSums extends SqlAggFunction {
  static final AverageOfSums INSTANCE = new AverageOfSums();

  private AverageOfSums() {
    super(
        "AVG",
        null,
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.DOUBLE_NULLABLE,
        null,
        OperandTypes.NUMERIC_NUMERIC,
        SqlFunctionCategory.NUMERIC,
        false,
        false,
        Optionality.FORBIDDEN);
  }
}
