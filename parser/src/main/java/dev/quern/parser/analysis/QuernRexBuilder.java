package dev.quern.parser.analysis;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Leaves casts of constants to our own constant folding wherever Calcite computes them otherwise
 * than the executor: from floating point, from truth values, and to FLOAT.
 */
final class QuernRexBuilder extends RexBuilder {
  QuernRexBuilder(RelDataTypeFactory typeFactory) {
    super(typeFactory);
  }

  @Override
  public RexNode makeCast(
      SqlParserPos position,
      RelDataType type,
      RexNode expression,
      boolean matchNullability,
      boolean safe,
      RexLiteral format) {
    if (expression instanceof RexLiteral literal
        && !literal.isNull()
        && !literal.getType().getSqlTypeName().equals(type.getSqlTypeName())
        && isOurs(literal.getType(), type)) {
      return makeAbstractCast(position, type, expression, safe, format);
    }
    return super.makeCast(position, type, expression, matchNullability, safe, format);
  }

  private static boolean isOurs(RelDataType from, RelDataType to) {
    return SqlTypeUtil.isApproximateNumeric(from)
        || from.getSqlTypeName() == SqlTypeName.BOOLEAN
        || to.getSqlTypeName() == SqlTypeName.REAL
        || to.getSqlTypeName() == SqlTypeName.FLOAT;
  }
}
