package dev.quern.parser.analysis;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** Makes Calcite's types: strings in UTF-8, FLOAT of 32 bits. */
public final class QuernTypeFactory extends SqlTypeFactoryImpl {
  private static final int DEFAULT_DECIMAL_PRECISION = 18;
  private static final int DEFAULT_DECIMAL_SCALE = 3;

  public QuernTypeFactory() {
    super(QuernTypeSystem.INSTANCE);
  }

  @Override
  public Charset getDefaultCharset() {
    return StandardCharsets.UTF_8;
  }

  @Override
  public RelDataType createSqlType(SqlTypeName typeName) {
    switch (typeName) {
      case FLOAT:
        return super.createSqlType(SqlTypeName.REAL);
      case DECIMAL:
        return createSqlType(typeName, DEFAULT_DECIMAL_PRECISION, DEFAULT_DECIMAL_SCALE);
      default:
        return super.createSqlType(typeName);
    }
  }

  /**
   * Returns the type that holds the values of all, null if there is none: DOUBLE for REAL beside
   * numbers that it would cut, none for numbers beside points in time.
   */
  @Override
  public @Nullable RelDataType leastRestrictive(
      List<RelDataType> types, SqlTypeMappingRule mappingRule) {
    boolean hasNumber = types.stream().anyMatch(SqlTypeUtil::isNumeric);
    if (hasNumber && types.stream().anyMatch(SqlTypeUtil::isDatetime)) {
      return null;
    }
    boolean hasReal = types.stream().anyMatch(type -> type.getSqlTypeName() == SqlTypeName.REAL);
    return super.leastRestrictive(
        hasReal && types.stream().anyMatch(QuernTypeFactory::isWiderThanReal)
            ? types.stream().map(this::doubleForReal).toList()
            : types,
        mappingRule);
  }

  private static boolean isWiderThanReal(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.INTEGER
        || type.getSqlTypeName() == SqlTypeName.BIGINT
        || type.getSqlTypeName() == SqlTypeName.DECIMAL;
  }

  private RelDataType doubleForReal(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.REAL
        ? createTypeWithNullability(createSqlType(SqlTypeName.DOUBLE), type.isNullable())
        : type;
  }
}
