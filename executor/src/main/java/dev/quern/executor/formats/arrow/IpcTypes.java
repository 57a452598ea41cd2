package dev.quern.executor.formats.arrow;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.Optional;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;

/** Which type of ours an Arrow field has, and how many buffers it takes in a record batch. */
final class IpcTypes {
  private static final int MAX_UNSIGNED_DIGITS = 20;

  private IpcTypes() {}

  /** Returns the type of a field's values; empty if they cannot be read. */
  static Optional<DataType> typeOf(ArrowType type) {
    if (type instanceof ArrowType.Int integer) {
      if (!isWidth(integer.getBitWidth(), 8)) {
        return Optional.empty();
      }
      return Optional.of(
          integer.getIsSigned()
              ? new DataType.IntegerType(integer.getBitWidth())
              : unsigned(integer.getBitWidth()));
    }
    if (type instanceof ArrowType.FloatingPoint floating) {
      switch (floating.getPrecision()) {
        case DOUBLE:
          return Optional.of(DataTypes.DOUBLE);
        case SINGLE:
        case HALF:
          return Optional.of(DataTypes.FLOAT);
      }
    }
    if (type instanceof ArrowType.Decimal decimal) {
      boolean isOurs =
          decimal.getBitWidth() == 128
              && decimal.getPrecision() <= DataType.DecimalType.MAX_PRECISION
              && decimal.getPrecision() > 0
              && decimal.getScale() >= 0
              && decimal.getScale() <= decimal.getPrecision();
      return isOurs
          ? Optional.of(DataType.decimal(decimal.getPrecision(), decimal.getScale()))
          : Optional.empty();
    }
    if (type instanceof ArrowType.Time time && !isWidth(time.getBitWidth(), 32)) {
      return Optional.empty();
    }
    if (type instanceof ArrowType.Timestamp timestamp) {
      return Optional.of(
          timestamp.getTimezone() == null
              ? DataTypes.TIMESTAMP
              : DataTypes.TIMESTAMP_WITH_TIME_ZONE);
    }
    if (type instanceof ArrowType.Interval interval) {
      return interval.getUnit() == IntervalUnit.YEAR_MONTH
          ? Optional.of(DataTypes.INTERVAL_YEAR_MONTH)
          : Optional.empty();
    }
    switch (type.getTypeID()) {
      case Bool:
        return Optional.of(DataTypes.BOOLEAN);
      case Date:
        return Optional.of(DataTypes.DATE);
      case Time:
        return Optional.of(DataTypes.TIME);
      case Duration:
        return Optional.of(DataTypes.INTERVAL_DAY_TIME);
      case Utf8:
      case LargeUtf8:
      case Null:
        return Optional.of(DataTypes.VARCHAR);
      case Binary:
      case LargeBinary:
      case FixedSizeBinary:
        return Optional.of(DataTypes.VARBINARY);
      default:
        return Optional.empty();
    }
  }

  /** Returns whether integers have that many bits: a power of two from {@code least} to 64. */
  static boolean isWidth(int bits, int least) {
    return Integer.bitCount(bits) == 1 && bits >= least && bits <= 64;
  }

  private static DataType unsigned(int bits) {
    return bits == 64
        ? DataType.decimal(MAX_UNSIGNED_DIGITS, 0)
        : new DataType.IntegerType(bits * 2);
  }

  /** Returns whether the number of buffers of such a column differs from batch to batch. */
  static boolean hasVaryingLayout(Field field) {
    switch (field.getType().getTypeID()) {
      case Utf8View:
      case BinaryView:
      case ListView:
      case LargeListView:
      case Union:
      case RunEndEncoded:
        return true;
      default:
        return field.getChildren().stream().anyMatch(IpcTypes::hasVaryingLayout);
    }
  }

  /** Returns how many buffers a field and its children take. */
  static int bufferCount(Field field) {
    DictionaryEncoding dictionary = field.getDictionary();
    if (dictionary != null) {
      return TypeLayout.getTypeBufferCount(dictionary.getIndexType());
    }
    return TypeLayout.getTypeBufferCount(field.getType())
        + field.getChildren().stream().mapToInt(IpcTypes::bufferCount).sum();
  }

  /** Returns how many field nodes a field and its children take. */
  static int nodeCount(Field field) {
    return field.getDictionary() != null
        ? 1
        : 1 + field.getChildren().stream().mapToInt(IpcTypes::nodeCount).sum();
  }
}
