package dev.quern.parser.analysis;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;

/** Our types and Calcite's: each way, for every type. */
public final class RelTypes {
  private RelTypes() {}

  /** Returns the row type of a schema. */
  public static RelDataType rowType(RelDataTypeFactory factory, Schema schema) {
    RelDataTypeFactory.Builder row = factory.builder();
    for (Field field : schema.fields()) {
      row.add(field.name(), relType(factory, field.type(), field.nullable()));
    }
    return row.build();
  }

  /** Returns the schema of a row type. */
  public static Schema schema(RelDataType rowType) {
    List<Field> fields = new ArrayList<>();
    for (RelDataTypeField field : rowType.getFieldList()) {
      fields.add(
          new Field(field.getName(), dataType(field.getType()), field.getType().isNullable()));
    }
    return new Schema(fields);
  }

  public static RelDataType relType(RelDataTypeFactory factory, DataType type, boolean nullable) {
    return factory.createTypeWithNullability(relType(factory, type), nullable);
  }

  private static RelDataType relType(RelDataTypeFactory factory, DataType type) {
    if (type instanceof DataType.DecimalType decimal) {
      return factory.createSqlType(SqlTypeName.DECIMAL, decimal.precision(), decimal.scale());
    }
    if (type instanceof DataType.ListType list) {
      return factory.createArrayType(relType(factory, list.element(), true), -1);
    }
    if (type instanceof DataType.MapType map) {
      return factory.createMapType(
          relType(factory, map.key(), false), relType(factory, map.value(), true));
    }
    if (type instanceof DataType.StructType struct) {
      return rowType(factory, new Schema(struct.members()));
    }
    if (type instanceof DataType.IntervalType interval) {
      return factory.createSqlIntervalType(Intervals.qualifier(interval.kind()));
    }
    return factory.createSqlType(simpleTypeName(type));
  }

  private static SqlTypeName simpleTypeName(DataType type) {
    if (type instanceof DataType.IntegerType integer) {
      switch (integer.bits()) {
        case 8:
          return SqlTypeName.TINYINT;
        case 16:
          return SqlTypeName.SMALLINT;
        case 32:
          return SqlTypeName.INTEGER;
        default:
          return SqlTypeName.BIGINT;
      }
    }
    if (type instanceof DataType.BooleanType) {
      return SqlTypeName.BOOLEAN;
    }
    if (type instanceof DataType.FloatType) {
      return SqlTypeName.REAL;
    }
    if (type instanceof DataType.DoubleType) {
      return SqlTypeName.DOUBLE;
    }
    if (type instanceof DataType.DateType) {
      return SqlTypeName.DATE;
    }
    if (type instanceof DataType.TimeType) {
      return SqlTypeName.TIME;
    }
    if (type instanceof DataType.TimestampType) {
      return SqlTypeName.TIMESTAMP;
    }
    if (type instanceof DataType.TimestampWithTimeZoneType) {
      return SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
    }
    if (type instanceof DataType.VarbinaryType) {
      return SqlTypeName.VARBINARY;
    }
    return type instanceof DataType.NullType ? SqlTypeName.NULL : SqlTypeName.VARCHAR;
  }

  /**
   * Returns our type for one of Calcite's.
   *
   * @throws QueryException UNSUPPORTED if we have none
   */
  public static DataType dataType(RelDataType type) {
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
      case FLOAT:
        return DataTypes.FLOAT;
      case DOUBLE:
        return DataTypes.DOUBLE;
      case DECIMAL:
        return DataType.decimal(type.getPrecision(), type.getScale());
      case DATE:
        return DataTypes.DATE;
      case TIME:
        return DataTypes.TIME;
      case TIMESTAMP:
        return DataTypes.TIMESTAMP;
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
      case TIMESTAMP_TZ:
        return DataTypes.TIMESTAMP_WITH_TIME_ZONE;
      case NULL:
        // No column can have the type of a bare NULL; like PostgreSQL, we make it text.
        return DataTypes.VARCHAR;
      case CHAR:
      case VARCHAR:
        return DataTypes.VARCHAR;
      case BINARY:
      case VARBINARY:
        return DataTypes.VARBINARY;
      case ARRAY:
      case MULTISET:
        return new DataType.ListType(dataType(Objects.requireNonNull(type.getComponentType())));
      case MAP:
        return new DataType.MapType(
            dataType(Objects.requireNonNull(type.getKeyType())),
            dataType(Objects.requireNonNull(type.getValueType())));
      case ROW:
        return new DataType.StructType(schema(type).fields());
      default:
        return intervalType(type, name);
    }
  }

  private static DataType intervalType(RelDataType type, SqlTypeName name) {
    if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(name)) {
      return DataTypes.INTERVAL_YEAR_MONTH;
    }
    if (SqlTypeName.DAY_INTERVAL_TYPES.contains(name)) {
      return DataTypes.INTERVAL_DAY_TIME;
    }
    throw new QueryException(ErrorCode.UNSUPPORTED, "Type is not supported: " + type);
  }
}
