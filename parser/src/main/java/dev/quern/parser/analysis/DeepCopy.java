package dev.quern.parser.analysis;

import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;

/** Copies a syntax tree with all that validation may change in it. */
final class DeepCopy extends SqlShuttle {
  private DeepCopy() {}

  static SqlNode of(SqlNode node) {
    return Objects.requireNonNull(node.accept(new DeepCopy()));
  }

  @Override
  public SqlNode visit(SqlIdentifier identifier) {
    return identifier.clone(identifier.getParserPosition());
  }

  @Override
  public SqlNode visit(SqlCall call) {
    CallCopyingArgHandler copier = new CallCopyingArgHandler(call, true);
    call.getOperator().acceptCall(this, call, false, copier);
    return copier.result();
  }
}
