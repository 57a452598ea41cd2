package dev.quern.plan.types;

/**
 * The types without parameters. Not constants of {@link DataType} itself, so that two threads that
 * load the interface and one of its records at the same time cannot wait for each other.
 */
public final class DataTypes {
  private DataTypes() {}

  public static final DataType BOOLEAN = new DataType.BooleanType();
  public static final DataType TINYINT = new DataType.IntegerType(8);
  public static final DataType SMALLINT = new DataType.IntegerType(16);
  public static final DataType INTEGER = new DataType.IntegerType(32);
  public static final DataType BIGINT = new DataType.IntegerType(64);
  public static final DataType FLOAT = new DataType.FloatType();
  public static final DataType DOUBLE = new DataType.DoubleType();
  public static final DataType DATE = new DataType.DateType();
  public static final DataType TIME = new DataType.TimeType();
  public static final DataType TIMESTAMP = new DataType.TimestampType();
  public static final DataType TIMESTAMP_WITH_TIME_ZONE = new DataType.TimestampWithTimeZoneType();
  public static final DataType INTERVAL_YEAR_MONTH =
      new DataType.IntervalType(DataType.IntervalType.Kind.YEAR_MONTH);
  public static final DataType INTERVAL_DAY_TIME =
      new DataType.IntervalType(DataType.IntervalType.Kind.DAY_TIME);
  public static final DataType VARCHAR = new DataType.VarcharType();
  public static final DataType VARBINARY = new DataType.VarbinaryType();

  /** The type of a bare {@code NULL}; casts to every type. */
  public static final DataType NULL = new DataType.NullType();
}
