package dev.quern.plan.types;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The type of a column or an expression. {@link #sqlName()} and {@link #parse(String)} are each
 * other's inverse; that text is also the JSON form.
 *
 * <p>Flat types write out when they are equal: what the compiler makes for records is put together
 * when it is first called, at a millisecond or two for each record, and the first query of a
 * process compares types of every kind.
 */
public sealed interface DataType
    permits DataType.BooleanType,
        DataType.IntegerType,
        DataType.FloatType,
        DataType.DoubleType,
        DataType.DecimalType,
        DataType.DateType,
        DataType.TimeType,
        DataType.TimestampType,
        DataType.TimestampWithTimeZoneType,
        DataType.IntervalType,
        DataType.VarcharType,
        DataType.VarbinaryType,
        DataType.ListType,
        DataType.StructType,
        DataType.MapType,
        DataType.NullType {

  /** Returns {@code DECIMAL(precision, scale)}. */
  static DecimalType decimal(int precision, int scale) {
    return new DecimalType(precision, scale);
  }

  /**
   * Returns the type that {@link #sqlName()} wrote.
   *
   * @throws IllegalArgumentException if the text is not such a name
   */
  @JsonCreator
  static DataType parse(String sqlName) {
    return new DataTypeParser(sqlName).parse();
  }

  /** Returns the SQL name, e.g. {@code DECIMAL(15,2)} or {@code LIST<VARCHAR>}. */
  @JsonValue
  String sqlName();

  /** Returns whether values are integers, decimals or floating-point numbers. */
  default boolean isNumeric() {
    return this instanceof IntegerType
        || this instanceof FloatType
        || this instanceof DoubleType
        || this instanceof DecimalType;
  }

  /** Returns whether values of every row take the same number of bytes. */
  default boolean isFixedWidth() {
    return !(this instanceof VarcharType || this instanceof VarbinaryType || isNested());
  }

  /** Returns whether this is a list, a struct or a map. */
  default boolean isNested() {
    return this instanceof ListType || this instanceof StructType || this instanceof MapType;
  }

  /** TRUE or FALSE. */
  record BooleanType() implements DataType {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof BooleanType;
    }

    @Override
    public int hashCode() {
      return 18;
    }

    @Override
    public String sqlName() {
      return "BOOLEAN";
    }
  }

  /** A signed two's-complement integer. */
  record IntegerType(int bits) implements DataType {
    public IntegerType {
      if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
        throw new IllegalArgumentException("bits must be 8, 16, 32 or 64: " + bits);
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof IntegerType type && type.bits == bits;
    }

    @Override
    public int hashCode() {
      return bits;
    }

    @Override
    public String sqlName() {
      switch (bits) {
        case 8:
          return "TINYINT";
        case 16:
          return "SMALLINT";
        case 32:
          return "INTEGER";
        default:
          return "BIGINT";
      }
    }
  }

  /** IEEE 754 binary32. */
  record FloatType() implements DataType {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof FloatType;
    }

    @Override
    public int hashCode() {
      return 19;
    }

    @Override
    public String sqlName() {
      return "FLOAT";
    }
  }

  /** IEEE 754 binary64. */
  record DoubleType() implements DataType {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof DoubleType;
    }

    @Override
    public int hashCode() {
      return 20;
    }

    @Override
    public String sqlName() {
      return "DOUBLE";
    }
  }

  /**
   * An exact number with {@code precision} digits (1 to 38), of which {@code scale} are after the
   * point.
   */
  record DecimalType(int precision, int scale) implements DataType {
    public static final int MAX_PRECISION = 38;

    /** The widest precision whose unscaled value fits 64 bits. */
    public static final int MAX_SHORT_PRECISION = 18;

    public DecimalType {
      if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
        throw new IllegalArgumentException(
            "not a decimal type: DECIMAL(" + precision + "," + scale + ")");
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof DecimalType type
          && type.precision == precision
          && type.scale == scale;
    }

    @Override
    public int hashCode() {
      return 100 * precision + scale;
    }

    /**
     * Returns whether the unscaled value travels as a 64-bit integer; otherwise it takes 128 bits.
     */
    public boolean isShort() {
      return precision <= MAX_SHORT_PRECISION;
    }

    @Override
    public String sqlName() {
      return "DECIMAL(" + precision + "," + scale + ")";
    }
  }

  /** A day of the proleptic Gregorian calendar; physically days since 1970-01-01 in 32 bits. */
  record DateType() implements DataType {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof DateType;
    }

    @Override
    public int hashCode() {
      return 21;
    }

    @Override
    public String sqlName() {
      return "DATE";
    }
  }

  /** A time of day; physically microseconds since midnight in 64 bits. */
  record TimeType() implements DataType {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof TimeType;
    }

    @Override
    public int hashCode() {
      return 22;
    }

    @Override
    public String sqlName() {
      return "TIME";
    }
  }

  /** A date and time without a zone; physically microseconds since 1970-01-01T00:00 in 64 bits. */
  record TimestampType() implements DataType {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof TimestampType;
    }

    @Override
    public int hashCode() {
      return 23;
    }

    @Override
    public String sqlName() {
      return "TIMESTAMP";
    }
  }

  /** An instant; physically microseconds since 1970-01-01T00:00Z in 64 bits. */
  record TimestampWithTimeZoneType() implements DataType {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof TimestampWithTimeZoneType;
    }

    @Override
    public int hashCode() {
      return 24;
    }

    @Override
    public String sqlName() {
      return "TIMESTAMP WITH TIME ZONE";
    }
  }

  /** A span of time; physically months in 32 bits, or microseconds in 64 bits. */
  record IntervalType(Kind kind) implements DataType {
    /** The unit of an interval. */
    public enum Kind {
      YEAR_MONTH,
      DAY_TIME
    }

    @Override
    public String sqlName() {
      return kind == Kind.YEAR_MONTH ? "INTERVAL YEAR TO MONTH" : "INTERVAL DAY TO SECOND";
    }
  }

  /** UTF-8 text of any length, compared by code point. */
  record VarcharType() implements DataType {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof VarcharType;
    }

    @Override
    public int hashCode() {
      return 25;
    }

    @Override
    public String sqlName() {
      return "VARCHAR";
    }
  }

  /** Bytes of any length, compared as unsigned bytes. */
  record VarbinaryType() implements DataType {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof VarbinaryType;
    }

    @Override
    public int hashCode() {
      return 26;
    }

    @Override
    public String sqlName() {
      return "VARBINARY";
    }
  }

  /** Values of one type in order; elements may be null. */
  record ListType(DataType element) implements DataType {
    @Override
    public String sqlName() {
      return "LIST<" + element.sqlName() + ">";
    }
  }

  /** Named members, each with a type. */
  record StructType(List<Field> members) implements DataType {
    /** How the names begin that members of a ROW without names get. */
    private static final String NAMELESS = "EXPR$";

    public StructType {
      members = List.copyOf(members);
    }

    /**
     * Returns, for each member of {@code target}, the index of the member here that a cast takes
     * its value from: the one of that name, or the one of that place if those here have no names.
     * Empty if both types do not have the same members.
     */
    public Optional<List<Integer>> placesOf(StructType target) {
      if (target.members.size() != members.size()) {
        return Optional.empty();
      }
      boolean isNameless = members.stream().allMatch(member -> member.name().startsWith(NAMELESS));
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        places.add(isNameless ? i : indexOf(target.members.get(i).name()));
      }
      return places.contains(-1) ? Optional.empty() : Optional.of(places);
    }

    private int indexOf(String name) {
      for (int i = 0; i < members.size(); i++) {
        if (members.get(i).name().equalsIgnoreCase(name)) {
          return i;
        }
      }
      return -1;
    }

    @Override
    public String sqlName() {
      StringBuilder name = new StringBuilder("STRUCT<");
      for (Field member : members) {
        if (name.length() > "STRUCT<".length()) {
          name.append(", ");
        }
        name.append('"')
            .append(member.name().replace("\"", "\"\""))
            .append("\" ")
            .append(member.type().sqlName());
      }
      return name.append('>').toString();
    }
  }

  /** Keys to values; keys are not null. */
  record MapType(DataType key, DataType value) implements DataType {
    @Override
    public String sqlName() {
      return "MAP<" + key.sqlName() + ", " + value.sqlName() + ">";
    }
  }

  /** See {@link DataTypes#NULL}. */
  record NullType() implements DataType {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof NullType;
    }

    @Override
    public int hashCode() {
      return 27;
    }

    @Override
    public String sqlName() {
      return "NULL";
    }
  }
}
