package dev.quern.executor.expressions.values;

import dev.quern.plan.types.DataType;

/** The Java form of a value while an expression is evaluated. */
public enum ValueKind {
  /** {@code boolean}. */
  BOOLEAN,
  /**
   * {@code long}: integers of any width, decimals up to 18 digits (unscaled), dates (days), times
   * and timestamps (microseconds), intervals (months or microseconds).
   */
  LONG,
  /** {@code double}: both floating-point types; a FLOAT holds only values that a float can hold. */
  DOUBLE,
  /** Two {@code long}s, high and low: decimals of more than 18 digits (unscaled). */
  INT128,
  /** {@code long address, int length}: text as UTF-8, and bytes. */
  BYTES,
  /** A row of a nested vector; only handed through, never computed. */
  NESTED;

  /** Returns the form of the values of {@code type}. */
  public static ValueKind of(DataType type) {
    if (type instanceof DataType.BooleanType) {
      return BOOLEAN;
    }
    if (type instanceof DataType.FloatType || type instanceof DataType.DoubleType) {
      return DOUBLE;
    }
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.isShort() ? LONG : INT128;
    }
    if (type instanceof DataType.VarcharType || type instanceof DataType.VarbinaryType) {
      return BYTES;
    }
    return type.isNested() ? NESTED : LONG;
  }
}
