package dev.quern.optimizer.expressions;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Recognises expressions that only pick a column. */
public final class ColumnPicks {
  private ColumnPicks() {}

  /**
   * Returns the column that {@code node} picks, or -1 if it is more than that. A cast that only
   * changes whether the type is nullable counts as nothing.
   */
  public static int index(RexNode node) {
    if (node instanceof RexInputRef reference) {
      return reference.getIndex();
    }
    if (node instanceof RexCall call && call.getKind() == SqlKind.CAST) {
      RexNode operand = call.getOperands().get(0);
      return SqlTypeUtil.equalSansNullability(call.getType(), operand.getType())
          ? index(operand)
          : -1;
    }
    return -1;
  }
}
