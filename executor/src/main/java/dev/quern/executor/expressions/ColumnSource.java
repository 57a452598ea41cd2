package dev.quern.executor.expressions;

import dev.quern.plan.types.DataType;
import java.util.Locale;

/** Java expressions that read and write single values of fixed-width columns. */
final class ColumnSource {
  private ColumnSource() {}

  /** Returns the expression that reads a LONG or DOUBLE value. */
  static String get(DataType type, String address, String index) {
    return String.format(
        Locale.ROOT, "Memory.get%s(%s)", accessor(type), place(type, address, index));
  }

  /** Returns the statement that writes a LONG or DOUBLE value. */
  static String put(DataType type, String address, String index, String value) {
    String accessor = accessor(type);
    String cast =
        switch (accessor) {
          case "Byte" -> "(byte) ";
          case "Short" -> "(short) ";
          case "Int" -> "(int) ";
          case "Float" -> "(float) ";
          default -> "";
        };
    return String.format(
        Locale.ROOT,
        "Memory.put%s(%s, %s);",
        accessor,
        place(type, address, index),
        cast + "(" + value + ")");
  }

  /** Returns the size of a value as a power of two. */
  static int shift(DataType type) {
    return switch (accessor(type)) {
      case "Byte" -> 0;
      case "Short" -> 1;
      case "Int", "Float" -> 2;
      default -> 3;
    };
  }

  private static String place(DataType type, String address, String index) {
    int shift = shift(type);
    return shift == 0
        ? address + " + " + index
        : address + " + ((long) " + index + " << " + shift + ")";
  }

  private static String accessor(DataType type) {
    if (type instanceof DataType.IntegerType integer) {
      return switch (integer.bits()) {
        case 8 -> "Byte";
        case 16 -> "Short";
        case 32 -> "Int";
        default -> "Long";
      };
    }
    if (type instanceof DataType.FloatType) {
      return "Float";
    }
    if (type instanceof DataType.DoubleType) {
      return "Double";
    }
    if (type instanceof DataType.DateType) {
      return "Int";
    }
    if (type instanceof DataType.IntervalType interval) {
      return interval.kind() == DataType.IntervalType.Kind.YEAR_MONTH ? "Int" : "Long";
    }
    return "Long";
  }
}
