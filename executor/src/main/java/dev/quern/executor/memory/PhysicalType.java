package dev.quern.executor.memory;

import dev.quern.plan.types.DataType;

/**
 * How the values of a column lie in memory: in its Arrow vector and in a row. Kernels are chosen by
 * this, once for each column and batch.
 */
public enum PhysicalType {
  /** A bit in a vector, a byte in a row. */
  BOOLEAN(1),
  BYTE(1),
  SHORT(2),
  INT(4),
  LONG(8),
  FLOAT(4),
  DOUBLE(8),
  /** 128-bit little-endian two's complement. */
  WIDE(16),
  /** Bytes of any length; in a row a 32-bit offset from the row's start and a 32-bit length. */
  BYTES(8),
  /** A list, struct or map; in a row encoded as bytes, placed like {@link #BYTES}. */
  NESTED(8);

  private final int slotBytes;

  PhysicalType(int slotBytes) {
    this.slotBytes = slotBytes;
  }

  /** Returns the bytes that a value takes in the fixed part of a row. */
  public int slotBytes() {
    return slotBytes;
  }

  /** Returns whether part of the value lies behind the fixed part of a row. */
  public boolean isVariable() {
    return this == BYTES || this == NESTED;
  }

  /** Returns how the vectors of a type lie in memory, see {@code ArrowTypes}. */
  public static PhysicalType of(DataType type) {
    if (type instanceof DataType.BooleanType) {
      return BOOLEAN;
    }
    if (type instanceof DataType.IntegerType integer) {
      return ofBits(integer.bits());
    }
    if (type instanceof DataType.FloatType) {
      return FLOAT;
    }
    if (type instanceof DataType.DoubleType) {
      return DOUBLE;
    }
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.isShort() ? LONG : WIDE;
    }
    if (type instanceof DataType.DateType) {
      return INT;
    }
    if (type instanceof DataType.IntervalType interval) {
      return interval.kind() == DataType.IntervalType.Kind.YEAR_MONTH ? INT : LONG;
    }
    if (type instanceof DataType.VarcharType || type instanceof DataType.VarbinaryType) {
      return BYTES;
    }
    if (type.isNested()) {
      return NESTED;
    }
    if (type instanceof DataType.NullType) {
      throw new IllegalStateException("a column of type NULL does not exist");
    }
    return LONG;
  }

  private static PhysicalType ofBits(int bits) {
    switch (bits) {
      case 8:
        return BYTE;
      case 16:
        return SHORT;
      case 32:
        return INT;
      default:
        return LONG;
    }
  }
}
