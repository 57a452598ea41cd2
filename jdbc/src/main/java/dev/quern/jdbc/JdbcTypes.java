package dev.quern.jdbc;

import dev.quern.plan.types.DataType;
import java.sql.Types;

/** What JDBC wants to know of each type. */
final class JdbcTypes {
  private static final int MAX_TEXT_LENGTH = Integer.MAX_VALUE;

  private JdbcTypes() {}

  /** Returns the constant of {@link Types}. */
  static int code(DataType type) {
    if (type instanceof DataType.BooleanType) {
      return Types.BOOLEAN;
    }
    if (type instanceof DataType.IntegerType integer) {
      switch (integer.bits()) {
        case 8:
          return Types.TINYINT;
        case 16:
          return Types.SMALLINT;
        case 32:
          return Types.INTEGER;
        default:
          return Types.BIGINT;
      }
    }
    if (type instanceof DataType.FloatType) {
      return Types.REAL;
    }
    if (type instanceof DataType.DoubleType) {
      return Types.DOUBLE;
    }
    if (type instanceof DataType.DecimalType) {
      return Types.DECIMAL;
    }
    if (type instanceof DataType.DateType) {
      return Types.DATE;
    }
    if (type instanceof DataType.TimeType) {
      return Types.TIME;
    }
    if (type instanceof DataType.TimestampType) {
      return Types.TIMESTAMP;
    }
    if (type instanceof DataType.TimestampWithTimeZoneType) {
      return Types.TIMESTAMP_WITH_TIMEZONE;
    }
    if (type instanceof DataType.VarcharType) {
      return Types.VARCHAR;
    }
    if (type instanceof DataType.VarbinaryType) {
      return Types.VARBINARY;
    }
    if (type instanceof DataType.ListType) {
      return Types.ARRAY;
    }
    if (type instanceof DataType.StructType) {
      return Types.STRUCT;
    }
    return Types.OTHER;
  }

  /** Returns the class of the objects that {@code getObject} gives. */
  static Class<?> javaClass(DataType type) {
    switch (code(type)) {
      case Types.BOOLEAN:
        return Boolean.class;
      case Types.TINYINT:
      case Types.SMALLINT:
      case Types.INTEGER:
        return Integer.class;
      case Types.BIGINT:
        return Long.class;
      case Types.REAL:
        return Float.class;
      case Types.DOUBLE:
        return Double.class;
      case Types.DECIMAL:
        return java.math.BigDecimal.class;
      case Types.DATE:
        return java.sql.Date.class;
      case Types.TIME:
        return java.sql.Time.class;
      case Types.TIMESTAMP:
        return java.sql.Timestamp.class;
      case Types.TIMESTAMP_WITH_TIMEZONE:
        return java.time.OffsetDateTime.class;
      case Types.VARCHAR:
        return String.class;
      case Types.VARBINARY:
        return byte[].class;
      case Types.ARRAY:
        return java.sql.Array.class;
      case Types.STRUCT:
        return java.sql.Struct.class;
      default:
        return type instanceof DataType.MapType ? java.util.Map.class : Object.class;
    }
  }

  /**
   * Returns the number of digits of a number, the length of a text in characters, of bytes, or of a
   * date as text.
   */
  static int precision(DataType type) {
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.precision();
    }
    switch (code(type)) {
      case Types.BOOLEAN:
        return 1;
      case Types.TINYINT:
        return 3;
      case Types.SMALLINT:
        return 5;
      case Types.INTEGER:
        return 10;
      case Types.BIGINT:
        return 19;
      case Types.REAL:
        return 7;
      case Types.DOUBLE:
        return 15;
      case Types.DATE:
        return 10;
      case Types.TIME:
        return 15;
      case Types.TIMESTAMP:
        return 26;
      case Types.TIMESTAMP_WITH_TIMEZONE:
        return 32;
      case Types.VARCHAR:
      case Types.VARBINARY:
        return MAX_TEXT_LENGTH;
      default:
        return 0;
    }
  }

  static int scale(DataType type) {
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.scale();
    }
    int code = code(type);
    return code == Types.TIME || code == Types.TIMESTAMP || code == Types.TIMESTAMP_WITH_TIMEZONE
        ? 6
        : 0;
  }

  /** Returns how many characters a value takes at most when shown. */
  static int displaySize(DataType type) {
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.precision() + 2;
    }
    switch (code(type)) {
      case Types.BOOLEAN:
        return 5;
      case Types.TINYINT:
      case Types.SMALLINT:
      case Types.INTEGER:
      case Types.BIGINT:
        return precision(type) + 1;
      case Types.REAL:
        return 14;
      case Types.DOUBLE:
        return 24;
      default:
        return precision(type) == 0 ? MAX_TEXT_LENGTH : precision(type);
    }
  }

  /** Returns the type's name without parameters, e.g. {@code DECIMAL}. */
  static String name(DataType type) {
    String name = type.sqlName();
    int end = name.indexOf('(');
    return end < 0 ? name : name.substring(0, end);
  }
}
