package dev.quern.executor.formats.parquet;

import dev.quern.executor.formats.parquet.LeafColumn.Annotation;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which type and annotation the physical and the logical type of a schema element make. The logical
 * type wins over the older converted type; both are ignored where they do not fit the physical one.
 */
record LeafTypes(DataType type, Annotation annotation) {

  static LeafTypes of(SchemaElement element) {
    LogicalType logical = element.getLogicalType();
    ConvertedType converted = element.getConverted_type();
    return switch (element.getType()) {
      case BOOLEAN -> plain(DataTypes.BOOLEAN);
      case FLOAT -> plain(DataTypes.FLOAT);
      case DOUBLE -> plain(DataTypes.DOUBLE);
      case INT96 -> plain(DataTypes.TIMESTAMP);
      case INT32 -> ofInt(element, logical, converted);
      case INT64 -> ofLong(element, logical, converted);
      case BYTE_ARRAY -> ofBytes(element, logical, converted);
      case FIXED_LEN_BYTE_ARRAY -> ofFixed(element, logical, converted);
    };
  }

  private static LeafTypes plain(DataType type) {
    return new LeafTypes(type, Annotation.NONE);
  }

  private static LeafTypes ofInt(
      SchemaElement element, @Nullable LogicalType logical, @Nullable ConvertedType converted) {
    if (isDecimal(logical, converted)) {
      return decimal(element, logical);
    }
    if ((logical != null && logical.isSetDATE()) || converted == ConvertedType.DATE) {
      return plain(DataTypes.DATE);
    }
    if ((logical != null && logical.isSetTIME()) || converted == ConvertedType.TIME_MILLIS) {
      return new LeafTypes(DataTypes.TIME, Annotation.MILLIS);
    }
    int bits = Math.min(bits(logical, converted, 32), 32);
    if (isUnsigned(logical, converted)) {
      return new LeafTypes(new DataType.IntegerType(bits * 2), Annotation.UNSIGNED);
    }
    return plain(new DataType.IntegerType(bits));
  }

  private static LeafTypes ofLong(
      SchemaElement element, @Nullable LogicalType logical, @Nullable ConvertedType converted) {
    if (isDecimal(logical, converted)) {
      return decimal(element, logical);
    }
    if (logical != null && logical.isSetTIMESTAMP()) {
      boolean isInstant = logical.getTIMESTAMP().isIsAdjustedToUTC();
      return new LeafTypes(
          isInstant ? DataTypes.TIMESTAMP_WITH_TIME_ZONE : DataTypes.TIMESTAMP,
          unit(logical.getTIMESTAMP().getUnit()));
    }
    if (logical != null && logical.isSetTIME()) {
      return new LeafTypes(DataTypes.TIME, unit(logical.getTIME().getUnit()));
    }
    if (converted == ConvertedType.TIMESTAMP_MILLIS) {
      return new LeafTypes(DataTypes.TIMESTAMP, Annotation.MILLIS);
    }
    if (converted == ConvertedType.TIMESTAMP_MICROS) {
      return new LeafTypes(DataTypes.TIMESTAMP, Annotation.MICROS);
    }
    if (converted == ConvertedType.TIME_MICROS) {
      return new LeafTypes(DataTypes.TIME, Annotation.MICROS);
    }
    if (isUnsigned(logical, converted)) {
      return new LeafTypes(DataType.decimal(20, 0), Annotation.UNSIGNED);
    }
    return plain(DataTypes.BIGINT);
  }

  private static LeafTypes ofBytes(
      SchemaElement element, @Nullable LogicalType logical, @Nullable ConvertedType converted) {
    if (isDecimal(logical, converted)) {
      return decimal(element, logical);
    }
    boolean isText =
        (logical != null && (logical.isSetSTRING() || logical.isSetENUM() || logical.isSetJSON()))
            || converted == ConvertedType.UTF8
            || converted == ConvertedType.ENUM
            || converted == ConvertedType.JSON;
    return plain(isText ? DataTypes.VARCHAR : DataTypes.VARBINARY);
  }

  private static LeafTypes ofFixed(
      SchemaElement element, @Nullable LogicalType logical, @Nullable ConvertedType converted) {
    if (isDecimal(logical, converted)) {
      return decimal(element, logical);
    }
    if (logical != null && logical.isSetUUID() && element.getType_length() == 16) {
      return new LeafTypes(DataTypes.VARCHAR, Annotation.UUID);
    }
    if (logical != null && logical.isSetFLOAT16() && element.getType_length() == 2) {
      return new LeafTypes(DataTypes.FLOAT, Annotation.FLOAT16);
    }
    if (converted == ConvertedType.INTERVAL) {
      return new LeafTypes(DataTypes.VARBINARY, Annotation.UNSUPPORTED);
    }
    return plain(DataTypes.VARBINARY);
  }

  private static boolean isDecimal(
      @Nullable LogicalType logical, @Nullable ConvertedType converted) {
    return (logical != null && logical.isSetDECIMAL()) || converted == ConvertedType.DECIMAL;
  }

  private static LeafTypes decimal(SchemaElement element, @Nullable LogicalType logical) {
    boolean isLogical = logical != null && logical.isSetDECIMAL();
    int precision =
        isLogical && logical != null ? logical.getDECIMAL().getPrecision() : element.getPrecision();
    int scale = isLogical && logical != null ? logical.getDECIMAL().getScale() : element.getScale();
    if (precision < 1
        || precision > DataType.DecimalType.MAX_PRECISION
        || scale < 0
        || scale > precision) {
      return new LeafTypes(DataTypes.VARBINARY, Annotation.UNSUPPORTED);
    }
    return new LeafTypes(DataType.decimal(precision, scale), Annotation.DECIMAL);
  }

  private static Annotation unit(TimeUnit unit) {
    if (unit.isSetMILLIS()) {
      return Annotation.MILLIS;
    }
    return unit.isSetNANOS() ? Annotation.NANOS : Annotation.MICROS;
  }

  private static boolean isUnsigned(
      @Nullable LogicalType logical, @Nullable ConvertedType converted) {
    if (logical != null && logical.isSetINTEGER()) {
      return !logical.getINTEGER().isIsSigned();
    }
    return converted == ConvertedType.UINT_8
        || converted == ConvertedType.UINT_16
        || converted == ConvertedType.UINT_32
        || converted == ConvertedType.UINT_64;
  }

  private static int bits(
      @Nullable LogicalType logical, @Nullable ConvertedType converted, int otherwise) {
    if (logical != null && logical.isSetINTEGER()) {
      int bits = logical.getINTEGER().getBitWidth();
      return bits == 8 || bits == 16 || bits == 32 || bits == 64 ? bits : otherwise;
    }
    if (converted == ConvertedType.INT_8 || converted == ConvertedType.UINT_8) {
      return 8;
    }
    if (converted == ConvertedType.INT_16 || converted == ConvertedType.UINT_16) {
      return 16;
    }
    return otherwise;
  }
}
