package dev.quern.jdbc;

import dev.quern.engine.catalog.SessionCatalog;
import dev.quern.parser.analysis.ColumnOrigins;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** Names and types of a result's columns. */
final class QuernResultSetMetaData implements ResultSetMetaData, SelfWrapper {
  private final Schema schema;
  private final ColumnOrigins origins;

  QuernResultSetMetaData(Schema schema, ColumnOrigins origins) {
    this.schema = schema;
    this.origins = origins;
  }

  private Field field(int column) throws SQLException {
    if (column < 1 || column > schema.size()) {
      throw SqlErrors.invalid("No such column: index=" + column + ", columns=" + schema.size());
    }
    return schema.field(column - 1);
  }

  @Override
  public int getColumnCount() {
    return schema.size();
  }

  @Override
  public boolean isAutoIncrement(int column) throws SQLException {
    field(column);
    return false;
  }

  @Override
  public boolean isCaseSensitive(int column) throws SQLException {
    return !field(column).type().isFixedWidth();
  }

  @Override
  public boolean isSearchable(int column) throws SQLException {
    field(column);
    return true;
  }

  @Override
  public boolean isCurrency(int column) throws SQLException {
    field(column);
    return false;
  }

  @Override
  public int isNullable(int column) throws SQLException {
    return field(column).nullable() ? columnNullable : columnNoNulls;
  }

  @Override
  public boolean isSigned(int column) throws SQLException {
    return field(column).type().isNumeric();
  }

  @Override
  public int getColumnDisplaySize(int column) throws SQLException {
    return JdbcTypes.displaySize(field(column).type());
  }

  @Override
  public String getColumnLabel(int column) throws SQLException {
    return field(column).name();
  }

  @Override
  public String getColumnName(int column) throws SQLException {
    return field(column).name();
  }

  /** Returns the only schema if the column comes from a table or view, as metadata has it. */
  @Override
  public String getSchemaName(int column) throws SQLException {
    return getTableName(column).isEmpty() ? "" : SessionCatalog.SCHEMA;
  }

  @Override
  public int getPrecision(int column) throws SQLException {
    return JdbcTypes.precision(field(column).type());
  }

  @Override
  public int getScale(int column) throws SQLException {
    return JdbcTypes.scale(field(column).type());
  }

  @Override
  public String getTableName(int column) throws SQLException {
    field(column);
    return origins.tableName(column - 1);
  }

  /** Tables are in no catalog. */
  @Override
  public String getCatalogName(int column) throws SQLException {
    field(column);
    return "";
  }

  @Override
  public int getColumnType(int column) throws SQLException {
    return JdbcTypes.code(field(column).type());
  }

  @Override
  public String getColumnTypeName(int column) throws SQLException {
    return JdbcTypes.name(field(column).type());
  }

  @Override
  public boolean isReadOnly(int column) throws SQLException {
    field(column);
    return true;
  }

  @Override
  public boolean isWritable(int column) throws SQLException {
    field(column);
    return false;
  }

  @Override
  public boolean isDefinitelyWritable(int column) throws SQLException {
    field(column);
    return false;
  }

  @Override
  public String getColumnClassName(int column) throws SQLException {
    return JdbcTypes.javaClass(field(column).type()).getName();
  }
}
