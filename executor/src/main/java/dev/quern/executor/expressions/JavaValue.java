package dev.quern.executor.expressions;

import dev.quern.executor.expressions.values.ValueKind;

/**
 * The Java expressions (names of locals, mostly) that hold a value in generated source.
 *
 * @param first the value; the upper half of an INT128; the address of BYTES
 * @param second the lower half of an INT128, the length of BYTES, else empty
 * @param isNull a boolean expression; "false" if the value is never NULL
 */
record JavaValue(String first, String second, String isNull) {
  static final String NEVER = "false";
  static final String ALWAYS = "true";

  boolean neverNull() {
    return isNull.equals(NEVER);
  }

  boolean alwaysNull() {
    return isNull.equals(ALWAYS);
  }

  static JavaValue ofNull(ValueKind kind) {
    return new JavaValue(zero(kind), hasSecond(kind) ? "0" : "", ALWAYS);
  }

  static boolean hasSecond(ValueKind kind) {
    return kind == ValueKind.INT128 || kind == ValueKind.BYTES;
  }

  static String javaType(ValueKind kind) {
    return switch (kind) {
      case BOOLEAN -> "boolean";
      case DOUBLE -> "double";
      case LONG, INT128, BYTES -> "long";
      case NESTED -> throw new IllegalStateException("nested values are not computed");
    };
  }

  static String secondType(ValueKind kind) {
    return kind == ValueKind.BYTES ? "int" : "long";
  }

  static String zero(ValueKind kind) {
    return switch (kind) {
      case BOOLEAN -> "false";
      case DOUBLE -> "0.0";
      case LONG, INT128, BYTES -> "0L";
      case NESTED -> "";
    };
  }
}
