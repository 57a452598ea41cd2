package dev.quern.optimizer.expressions;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;

/** Translates Calcite's types into those of the plan. */
public final class TypeTranslator {
  private TypeTranslator() {}

  /**
   * Returns the plan's type for {@code type}.
   *
   * @throws QueryException UNSUPPORTED if there is none
   */
  public static DataType translate(RelDataType type) {
    SqlTypeName name = type.getSqlTypeName();
    switch (name) {
      case BOOLEAN:
        return DataTypes.BOOLEAN;
      case TINYINT:
        return DataTypes.TINYINT;
      case SMALLINT:
        return DataTypes.SMALLINT;
      case INTEGER:
        return DataTypes.INTEGER;
      case BIGINT:
        return DataTypes.BIGINT;
      case REAL:
        return DataTypes.FLOAT;
      case FLOAT:
      case DOUBLE:
        return DataTypes.DOUBLE;
      case DECIMAL:
        return decimal(type);
      case DATE:
        return DataTypes.DATE;
      case TIME:
        return DataTypes.TIME;
      case TIMESTAMP:
        return DataTypes.TIMESTAMP;
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
      case TIMESTAMP_TZ:
        return DataTypes.TIMESTAMP_WITH_TIME_ZONE;
      case CHAR:
      case VARCHAR:
        return DataTypes.VARCHAR;
      case BINARY:
      case VARBINARY:
        return DataTypes.VARBINARY;
      case NULL:
        return DataTypes.NULL;
      case ARRAY:
      case MULTISET:
        return new DataType.ListType(
            translate(Objects.requireNonNull(type.getComponentType(), "component type")));
      case MAP:
        return new DataType.MapType(
            translate(Objects.requireNonNull(type.getKeyType(), "key type")),
            translate(Objects.requireNonNull(type.getValueType(), "value type")));
      case ROW:
      case STRUCTURED:
        return struct(type);
      default:
        return interval(type, name);
    }
  }

  private static DataType interval(RelDataType type, SqlTypeName name) {
    if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(name)) {
      return DataTypes.INTERVAL_YEAR_MONTH;
    }
    if (SqlTypeName.DAY_INTERVAL_TYPES.contains(name)) {
      return DataTypes.INTERVAL_DAY_TIME;
    }
    throw new QueryException(
        ErrorCode.UNSUPPORTED, "Data type is not supported: type=" + type.getFullTypeString());
  }

  private static DataType decimal(RelDataType type) {
    int precision = Math.min(Math.max(type.getPrecision(), 1), DataType.DecimalType.MAX_PRECISION);
    return DataType.decimal(precision, Math.min(Math.max(type.getScale(), 0), precision));
  }

  private static DataType struct(RelDataType type) {
    List<Field> members = new ArrayList<>();
    for (RelDataTypeField member : type.getFieldList()) {
      members.add(new Field(member.getName(), translate(member.getType()), true));
    }
    return new DataType.StructType(members);
  }
}
