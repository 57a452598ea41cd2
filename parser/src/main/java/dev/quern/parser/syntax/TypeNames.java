package dev.quern.parser.syntax;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.Locale;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCollectionTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** The names of types that users write, in declarations and in casts. */
public final class TypeNames {
  private static final int DEFAULT_PRECISION = 18;
  private static final int DEFAULT_SCALE = 3;

  private TypeNames() {}

  /**
   * Returns the type of a name that is not a keyword of SQL, such as TEXT or INT8; null if there is
   * none.
   */
  public static @Nullable DataType named(String name) {
    switch (name.toUpperCase(Locale.ROOT)) {
      case "TEXT":
      case "STRING":
      case "BPCHAR":
        return DataTypes.VARCHAR;
      case "BOOL":
      case "LOGICAL":
        return DataTypes.BOOLEAN;
      case "INT1":
        return DataTypes.TINYINT;
      case "INT2":
      case "SHORT":
        return DataTypes.SMALLINT;
      case "INT4":
      case "SIGNED":
        return DataTypes.INTEGER;
      case "INT8":
      case "LONG":
        return DataTypes.BIGINT;
      case "HUGEINT":
        return DataType.decimal(DataType.DecimalType.MAX_PRECISION, 0);
      case "FLOAT4":
        return DataTypes.FLOAT;
      case "FLOAT8":
        return DataTypes.DOUBLE;
      case "BLOB":
      case "BYTEA":
        return DataTypes.VARBINARY;
      case "TIMESTAMPTZ":
        return DataTypes.TIMESTAMP_WITH_TIME_ZONE;
      default:
        return null;
    }
  }

  /** Returns the type of a declared column. */
  static DataType declared(SqlDataTypeSpec spec) {
    return of(spec.getTypeNameSpec());
  }

  private static DataType of(SqlTypeNameSpec spec) {
    if (spec instanceof SqlCollectionTypeNameSpec collection) {
      return new DataType.ListType(of(collection.getElementTypeName()));
    }
    String name = spec.getTypeName().toString();
    DataType type = spec instanceof SqlBasicTypeNameSpec basic ? standard(basic) : named(name);
    if (type == null) {
      throw unknown(name, spec.getParserPos());
    }
    return type;
  }

  private static @Nullable DataType standard(SqlBasicTypeNameSpec spec) {
    switch (spec.getTypeName().getSimple()) {
      case "BOOLEAN":
        return DataTypes.BOOLEAN;
      case "TINYINT":
        return DataTypes.TINYINT;
      case "SMALLINT":
        return DataTypes.SMALLINT;
      case "INTEGER":
        return DataTypes.INTEGER;
      case "BIGINT":
        return DataTypes.BIGINT;
      case "REAL":
      case "FLOAT":
        return DataTypes.FLOAT;
      case "DOUBLE":
        return DataTypes.DOUBLE;
      case "DECIMAL":
        return decimal(spec);
      case "CHAR":
      case "VARCHAR":
        return DataTypes.VARCHAR;
      case "BINARY":
      case "VARBINARY":
        return DataTypes.VARBINARY;
      case "DATE":
        return DataTypes.DATE;
      case "TIME":
        return DataTypes.TIME;
      case "TIMESTAMP":
        return DataTypes.TIMESTAMP;
      case "TIMESTAMP_TZ":
      case "TIMESTAMP_WITH_LOCAL_TIME_ZONE":
        return DataTypes.TIMESTAMP_WITH_TIME_ZONE;
      default:
        return null;
    }
  }

  private static DataType decimal(SqlBasicTypeNameSpec spec) {
    if (spec.getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED) {
      return DataType.decimal(DEFAULT_PRECISION, DEFAULT_SCALE);
    }
    int scale = spec.getScale() == RelDataType.SCALE_NOT_SPECIFIED ? 0 : spec.getScale();
    try {
      return DataType.decimal(spec.getPrecision(), scale);
    } catch (IllegalArgumentException e) {
      throw new QueryException(
          ErrorCode.TYPE_MISMATCH,
          "Not a type: DECIMAL("
              + spec.getPrecision()
              + ","
              + scale
              + ")"
              + Positions.at(spec.getParserPos())
              + "; expected at most "
              + DataType.DecimalType.MAX_PRECISION
              + " digits, and no more of them after the point than in all",
          e);
    }
  }

  private static QueryException unknown(String name, SqlParserPos position) {
    return new QueryException(
        ErrorCode.TYPE_MISMATCH,
        "Unknown type: "
            + name
            + Positions.at(position)
            + "; known are BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE,"
            + " DECIMAL(p,s), DATE, TIME, TIMESTAMP, VARCHAR, VARBINARY");
  }
}
