package dev.quern.parser.analysis;

import dev.quern.plan.functions.FunctionSignature;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.Optionality;

/** Makes Calcite's functions of our signatures. */
final class SignatureFunctions {
  private SignatureFunctions() {}

  static SqlFunction of(FunctionSignature signature) {
    if (signature.kind() == FunctionSignature.Kind.SCALAR) {
      return new Scalar(signature);
    }
    return new Aggregate(signature);
  }

  private static final class Scalar extends SqlFunction {
    Scalar(FunctionSignature signature) {
      super(
          signature.name(),
          SqlKind.OTHER_FUNCTION,
          new SignatureReturnType(signature),
          null,
          new SignatureOperands(signature),
          SqlFunctionCategory.SYSTEM);
    }

    /** Functions without a parameter, such as the current time, give one answer per query only. */
    @Override
    public boolean isDynamicFunction() {
      return getOperandCountRange().getMax() == 0;
    }
  }

  private static final class Aggregate extends SqlAggFunction {
    Aggregate(FunctionSignature signature) {
      super(
          signature.name(),
          null,
          SqlKind.OTHER_FUNCTION,
          new SignatureReturnType(signature),
          null,
          new SignatureOperands(signature),
          SqlFunctionCategory.SYSTEM,
          false,
          signature.kind() == FunctionSignature.Kind.WINDOW,
          Optionality.OPTIONAL);
    }
  }
}
