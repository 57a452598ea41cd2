package dev.quern.executor.formats.parquet;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.LogicalTypes;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * How a column is stored: booleans as one bit, integers of up to 32 bits as INT32, decimals as
 * INT32, INT64 or 16 big-endian bytes by precision, times in microseconds.
 *
 * @param width bytes of a physical value; 1 for booleans, -1 for byte strings
 */
record WrittenColumn(Field field, Type physical, int width, SchemaElement element) {
  private static final int MAX_INT_PRECISION = 9;

  /**
   * Returns how to store {@code field}.
   *
   * @throws QueryException UNSUPPORTED naming the column if its type cannot be stored
   */
  static WrittenColumn of(Field field) {
    DataType type = field.type();
    SchemaElement element = new SchemaElement(field.name());
    element.setRepetition_type(
        field.nullable() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
    Type physical = physical(type);
    if (physical == null) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Cannot write column to Parquet: column="
              + field.name()
              + ", type="
              + type.sqlName()
              + "; cast it to another type");
    }
    element.setType(physical);
    annotate(type, element);
    int width =
        switch (physical) {
          case BOOLEAN -> 1;
          case INT32, FLOAT -> 4;
          case INT64, DOUBLE -> 8;
          case INT96 -> 12;
          case FIXED_LEN_BYTE_ARRAY -> 16;
          case BYTE_ARRAY -> -1;
        };
    if (physical == Type.FIXED_LEN_BYTE_ARRAY) {
      element.setType_length(width);
    }
    return new WrittenColumn(field, physical, width, element);
  }

  boolean isDecimal() {
    return field.type() instanceof DataType.DecimalType;
  }

  private static @Nullable Type physical(DataType type) {
    if (type instanceof DataType.BooleanType) {
      return Type.BOOLEAN;
    }
    if (type instanceof DataType.IntegerType integer) {
      return integer.bits() == 64 ? Type.INT64 : Type.INT32;
    }
    if (type instanceof DataType.FloatType) {
      return Type.FLOAT;
    }
    if (type instanceof DataType.DoubleType) {
      return Type.DOUBLE;
    }
    if (type instanceof DataType.DecimalType decimal) {
      if (!decimal.isShort()) {
        return Type.FIXED_LEN_BYTE_ARRAY;
      }
      return decimal.precision() <= MAX_INT_PRECISION ? Type.INT32 : Type.INT64;
    }
    if (type instanceof DataType.DateType) {
      return Type.INT32;
    }
    if (type instanceof DataType.TimeType
        || type instanceof DataType.TimestampType
        || type instanceof DataType.TimestampWithTimeZoneType) {
      return Type.INT64;
    }
    boolean isBytes =
        type instanceof DataType.VarcharType || type instanceof DataType.VarbinaryType;
    return isBytes ? Type.BYTE_ARRAY : null;
  }

  private static void annotate(DataType type, SchemaElement element) {
    if (type instanceof DataType.IntegerType integer && integer.bits() < 32) {
      element.setLogicalType(LogicalType.INTEGER(new IntType((byte) integer.bits(), true)));
      element.setConverted_type(integer.bits() == 8 ? ConvertedType.INT_8 : ConvertedType.INT_16);
    } else if (type instanceof DataType.DecimalType decimal) {
      element.setLogicalType(LogicalTypes.DECIMAL(decimal.scale(), decimal.precision()));
      element.setConverted_type(ConvertedType.DECIMAL);
      element.setPrecision(decimal.precision());
      element.setScale(decimal.scale());
    } else if (type instanceof DataType.DateType) {
      element.setLogicalType(LogicalTypes.DATE);
      element.setConverted_type(ConvertedType.DATE);
    } else if (type instanceof DataType.TimeType) {
      element.setLogicalType(LogicalType.TIME(new TimeType(false, LogicalTypes.TimeUnits.MICROS)));
    } else if (type instanceof DataType.TimestampType) {
      element.setLogicalType(
          LogicalType.TIMESTAMP(new TimestampType(false, LogicalTypes.TimeUnits.MICROS)));
    } else if (type.equals(DataTypes.TIMESTAMP_WITH_TIME_ZONE)) {
      element.setLogicalType(
          LogicalType.TIMESTAMP(new TimestampType(true, LogicalTypes.TimeUnits.MICROS)));
      element.setConverted_type(ConvertedType.TIMESTAMP_MICROS);
    } else if (type instanceof DataType.VarcharType) {
      element.setLogicalType(LogicalTypes.UTF8);
      element.setConverted_type(ConvertedType.UTF8);
    }
  }
}
