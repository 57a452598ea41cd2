package dev.quern.parser.analysis;

import dev.quern.plan.types.DataType;
import java.math.RoundingMode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** Limits of types and types of results: decimals to 38 digits, wide sums, averages in DOUBLE. */
public final class QuernTypeSystem extends RelDataTypeSystemImpl {
  public static final QuernTypeSystem INSTANCE = new QuernTypeSystem();

  static final int TIME_PRECISION = 6;
  private static final int INTERVAL_PRECISION = 10;
  private static final int MAX_LENGTH = 1 << 30;

  private QuernTypeSystem() {}

  @Override
  public int getMaxPrecision(SqlTypeName typeName) {
    switch (typeName) {
      case DECIMAL:
        return DataType.DecimalType.MAX_PRECISION;
      case CHAR:
      case VARCHAR:
      case BINARY:
      case VARBINARY:
        return MAX_LENGTH;
      case TIME:
      case TIMESTAMP:
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
      case TIMESTAMP_TZ:
        return TIME_PRECISION;
      default:
        return super.getMaxPrecision(typeName);
    }
  }

  @Override
  public int getMaxScale(SqlTypeName typeName) {
    return typeName == SqlTypeName.DECIMAL
        ? DataType.DecimalType.MAX_PRECISION
        : super.getMaxScale(typeName);
  }

  @Override
  public int getDefaultPrecision(SqlTypeName typeName) {
    switch (typeName) {
      case TIME:
      case TIMESTAMP:
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
      case TIMESTAMP_TZ:
        return TIME_PRECISION;
      default:
        return SqlTypeName.INTERVAL_TYPES.contains(typeName)
            ? INTERVAL_PRECISION
            : super.getDefaultPrecision(typeName);
    }
  }

  /** As the executor's casts do. */
  @Override
  public RoundingMode roundingMode() {
    return RoundingMode.HALF_UP;
  }

  @Override
  public boolean shouldConvertRaggedUnionTypesToVarying() {
    return true;
  }

  @Override
  public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
    RelDataType sum;
    switch (argument.getSqlTypeName()) {
      case TINYINT:
      case SMALLINT:
      case INTEGER:
        sum = factory.createSqlType(SqlTypeName.BIGINT);
        break;
      case BIGINT:
        sum = factory.createSqlType(SqlTypeName.DECIMAL, DataType.DecimalType.MAX_PRECISION, 0);
        break;
      case DECIMAL:
        sum =
            factory.createSqlType(
                SqlTypeName.DECIMAL, DataType.DecimalType.MAX_PRECISION, argument.getScale());
        break;
      case REAL:
      case FLOAT:
        sum = factory.createSqlType(SqlTypeName.DOUBLE);
        break;
      default:
        return argument;
    }
    return factory.createTypeWithNullability(sum, argument.isNullable());
  }

  @Override
  public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
    return SqlTypeUtil.isInterval(argument) ? argument : doubleLike(factory, argument);
  }

  @Override
  public RelDataType deriveCovarType(
      RelDataTypeFactory factory, RelDataType argument, RelDataType second) {
    return doubleLike(factory, argument);
  }

  @Override
  public @Nullable RelDataType deriveDecimalDivideType(
      RelDataTypeFactory factory, RelDataType dividend, RelDataType divisor) {
    boolean exact = SqlTypeUtil.isExactNumeric(dividend) && SqlTypeUtil.isExactNumeric(divisor);
    boolean hasDecimal = SqlTypeUtil.isDecimal(dividend) || SqlTypeUtil.isDecimal(divisor);
    return exact && hasDecimal ? factory.createSqlType(SqlTypeName.DOUBLE) : null;
  }

  private static RelDataType doubleLike(RelDataTypeFactory factory, RelDataType argument) {
    return factory.createTypeWithNullability(
        factory.createSqlType(SqlTypeName.DOUBLE), argument.isNullable());
  }
}
