package dev.quern.executor.expressions;

import dev.quern.plan.types.DataType;

/** The result types of decimal arithmetic by the rules of SQL. */
final class DecimalTypes {
  private DecimalTypes() {}

  /**
   * Returns the type that holds every result of the operator; {@code wanted} itself if no type of
   * 38 digits does, or if it is as wide.
   */
  static DataType ofResult(String operator, DataType a, DataType b, DataType wanted) {
    int scaleA = scale(a);
    int scaleB = scale(b);
    int wholeA = precision(a) - scaleA;
    int wholeB = precision(b) - scaleB;
    int scale = Math.max(scaleA, scaleB);
    int precision;
    switch (operator) {
      case "multiply":
        scale = scaleA + scaleB;
        precision = precision(a) + precision(b);
        break;
      case "modulo":
        precision = Math.min(wholeA, wholeB) + scale;
        break;
      default:
        precision = Math.max(wholeA, wholeB) + scale + 1;
        break;
    }
    DataType.DecimalType type = (DataType.DecimalType) wanted;
    boolean sameForm = type.isShort() == (precision <= DataType.DecimalType.MAX_SHORT_PRECISION);
    boolean wantedHolds =
        type.scale() >= scale && type.precision() - type.scale() >= precision - scale;
    if (precision > DataType.DecimalType.MAX_PRECISION) {
      // Only a product may be rounded on the way; the others would lose digits of their operands.
      boolean exact = scale <= DataType.DecimalType.MAX_PRECISION;
      return operator.equals("multiply") || !exact
          ? wanted
          : DataType.decimal(DataType.DecimalType.MAX_PRECISION, scale);
    }
    if (sameForm && wantedHolds && type.scale() == scale) {
      return wanted;
    }
    return DataType.decimal(Math.max(1, precision), scale);
  }

  private static int scale(DataType type) {
    return type instanceof DataType.DecimalType decimal ? decimal.scale() : 0;
  }

  private static int precision(DataType type) {
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.precision();
    }
    int bits = type instanceof DataType.IntegerType integer ? integer.bits() : 64;
    return bits == 64 ? 19 : bits == 32 ? 10 : bits == 16 ? 5 : 3;
  }
}
