package dev.quern.executor.expressions.nested;

import dev.quern.executor.memory.NestedCopies;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.StructVector;

/** Functions of structs. */
final class Members {
  private Members() {}

  /** struct_extract(struct, name). */
  static void extract(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    StructVector struct = (StructVector) arguments.get(0);
    if (struct.isNull(row)) {
      NestedCopies.setNull(target, row);
      return;
    }
    NestedCopies.copy(struct.getChildrenFromFields().get(memberIndex(call)), row, target, row);
  }

  private static int memberIndex(Expression call) {
    DataType type = call.operands().get(0).type();
    if (type instanceof DataType.StructType struct
        && call.operands().get(1) instanceof Literal literal
        && literal.value() instanceof String name) {
      for (int i = 0; i < struct.members().size(); i++) {
        if (struct.members().get(i).name().equalsIgnoreCase(name)) {
          return i;
        }
      }
    }
    throw new QueryException(
        ErrorCode.UNKNOWN_COLUMN, "Struct has no such member: type=" + type.sqlName());
  }

  /** row(value, ...). */
  static void row(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    StructVector struct = (StructVector) target;
    NestedCopies.setPresent(struct, row);
    List<FieldVector> members = struct.getChildrenFromFields();
    for (int i = 0; i < members.size(); i++) {
      NestedCopies.copy(arguments.get(i), row, members.get(i), row);
    }
  }
}
