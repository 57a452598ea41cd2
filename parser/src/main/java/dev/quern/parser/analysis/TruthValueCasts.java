package dev.quern.parser.analysis;

import dev.quern.parser.syntax.TypeNames;
import dev.quern.plan.types.DataType;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Writes 1 and 0 for constant truth values that are cast to numbers. When Calcite asks a product
 * for its order, it looks through the casts of a constant and takes what it finds for a number.
 */
final class TruthValueCasts {
  private TruthValueCasts() {}

  /** Returns the cast of a number for that of a truth value to a number, else the same cast. */
  static SqlCall rewrite(SqlCall cast) {
    Boolean value = truthValue(cast.operand(0));
    if (value == null || !(cast.operand(1) instanceof SqlDataTypeSpec type) || !isNumeric(type)) {
      return cast;
    }
    SqlNode number =
        SqlLiteral.createExactNumeric(value ? "1" : "0", cast.operand(0).getParserPosition());
    return cast.getOperator()
        .createCall(cast.getParserPosition(), List.of(number, cast.operand(1)));
  }

  private static @Nullable Boolean truthValue(SqlNode node) {
    if (node.getKind() == SqlKind.CAST) {
      SqlCall cast = (SqlCall) node;
      boolean isTruthValue =
          cast.operand(1) instanceof SqlDataTypeSpec type && is(type, SqlTypeName.BOOLEAN);
      return isTruthValue ? truthValue(cast.operand(0)) : null;
    }
    boolean isConstant =
        node instanceof SqlLiteral literal && literal.getTypeName() == SqlTypeName.BOOLEAN;
    return isConstant ? ((SqlLiteral) node).getValueAs(Boolean.class) : null;
  }

  private static boolean isNumeric(SqlDataTypeSpec type) {
    return SqlTypeName.NUMERIC_TYPES.stream().anyMatch(name -> is(type, name)) || isOurs(type);
  }

  private static boolean is(SqlDataTypeSpec type, SqlTypeName name) {
    SqlIdentifier written = type.getTypeName();
    return written.isSimple() && written.getSimple().equals(name.name());
  }

  private static boolean isOurs(SqlDataTypeSpec type) {
    SqlIdentifier written = type.getTypeName();
    DataType named = written.isSimple() ? TypeNames.named(written.getSimple()) : null;
    return named != null && named.isNumeric();
  }
}
