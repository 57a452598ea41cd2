package dev.quern.executor.memory;

import dev.quern.plan.types.DataType;

/** The order of values as they lie in rows. */
public final class StoredValues {
  private StoredValues() {}

  /** Compares two values; -0.0 equals 0.0 and NaN is greater than all numbers. */
  public static int compare(PhysicalType type, long left, long right) {
    switch (type) {
      case BOOLEAN:
      case BYTE:
        return Byte.compare(Memory.getByte(left), Memory.getByte(right));
      case SHORT:
        return Short.compare(Memory.getShort(left), Memory.getShort(right));
      case INT:
        return Integer.compare(Memory.getInt(left), Memory.getInt(right));
      case LONG:
        return Long.compare(Memory.getLong(left), Memory.getLong(right));
      case FLOAT:
        return compareDoubles(Memory.getFloat(left), Memory.getFloat(right));
      case DOUBLE:
        return compareDoubles(Memory.getDouble(left), Memory.getDouble(right));
      case WIDE:
        int high = Long.compare(Memory.getLong(left + 8), Memory.getLong(right + 8));
        return high != 0 ? high : Long.compareUnsigned(Memory.getLong(left), Memory.getLong(right));
      case BYTES:
      case NESTED:
        break;
    }
    throw new IllegalStateException("not of fixed width: " + type);
  }

  /**
   * Compares two lists, structs or maps of a type: element by element, the shorter first if all are
   * equal; structs member by member; a null in them is greater than any value.
   */
  public static int compareNested(DataType type, long left, long right) {
    return NestedKeys.compare(type, left, right);
  }

  private static int compareDoubles(double left, double right) {
    return left == right ? 0 : Double.compare(left, right);
  }
}
