package dev.quern.parser.analysis;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeName;

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
}
