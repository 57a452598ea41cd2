package dev.quern.jdbc;

import dev.quern.engine.catalog.SessionCatalog;
import dev.quern.jdbc.FunctionMetaData.Topic;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.RowIdLifetime;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients what there is: one schema {@code main} with the session's tables and views. Never
 * null, never lost.
 */
final class QuernDatabaseMetaData extends EmptyMetaData implements SelfWrapper {
  private static final String SCHEMA = SessionCatalog.SCHEMA;

  private final QuernConnection connection;

  QuernDatabaseMetaData(QuernConnection connection) {
    this.connection = connection;
  }

  private ResultSet result(MetaDataRows rows) throws SQLException {
    connection.checkOpen();
    return rows.toResultSet(connection);
  }

  @Override
  ResultSet empty(String columns) throws SQLException {
    return result(new MetaDataRows(columns));
  }

  /** A null argument stands for all; "" for what has no catalog, which is everything here. */
  private static boolean isOurCatalog(@Nullable String catalog) {
    return catalog == null || catalog.isEmpty();
  }

  @Override
  public ResultSet getCatalogs() throws SQLException {
    return empty("TABLE_CAT");
  }

  @Override
  public ResultSet getSchemas() throws SQLException {
    return getSchemas(null, null);
  }

  @Override
  public ResultSet getSchemas(@Nullable String catalog, @Nullable String schemaPattern)
      throws SQLException {
    MetaDataRows rows = new MetaDataRows("TABLE_SCHEM TABLE_CATALOG");
    if (isOurCatalog(catalog) && NamePattern.of(schemaPattern).matches(SCHEMA)) {
      rows.add(SCHEMA, null);
    }
    return result(rows);
  }

  @Override
  public ResultSet getTableTypes() throws SQLException {
    MetaDataRows rows = new MetaDataRows("TABLE_TYPE");
    rows.add("TABLE");
    rows.add("VIEW");
    return result(rows);
  }

  @Override
  public ResultSet getTables(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String tablePattern,
      String @Nullable [] types)
      throws SQLException {
    MetaDataRows rows =
        new MetaDataRows(
            "TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS TYPE_CAT TYPE_SCHEM TYPE_NAME"
                + " SELF_REFERENCING_COL_NAME REF_GENERATION");
    if (isOurCatalog(catalog) && NamePattern.of(schemaPattern).matches(SCHEMA)) {
      NamePattern pattern = NamePattern.of(tablePattern);
      for (String type : List.of("TABLE", "VIEW")) {
        if (types != null && !Arrays.asList(types).contains(type)) {
          continue;
        }
        for (SessionCatalog.Entry entry : connection.session().catalog().all()) {
          boolean isView = entry instanceof SessionCatalog.ViewEntry;
          if (isView == type.equals("VIEW") && pattern.matches(entry.name())) {
            rows.add(null, SCHEMA, entry.name(), type, null, null, null, null, null, null);
          }
        }
      }
    }
    return result(rows);
  }

  @Override
  public ResultSet getColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String tablePattern,
      @Nullable String columnPattern)
      throws SQLException {
    MetaDataRows rows =
        new MetaDataRows(
            "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:i TYPE_NAME COLUMN_SIZE:i BUFFER_LENGTH:i"
                + " DECIMAL_DIGITS:i NUM_PREC_RADIX:i NULLABLE:i REMARKS COLUMN_DEF SQL_DATA_TYPE:i SQL_DATETIME_SUB:i"
                + " CHAR_OCTET_LENGTH:i ORDINAL_POSITION:i IS_NULLABLE SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE"
                + " SOURCE_DATA_TYPE:s IS_AUTOINCREMENT IS_GENERATEDCOLUMN");
    if (isOurCatalog(catalog) && NamePattern.of(schemaPattern).matches(SCHEMA)) {
      NamePattern tables = NamePattern.of(tablePattern);
      NamePattern columns = NamePattern.of(columnPattern);
      for (String table : connection.session().tableNames()) {
        if (tables.matches(table)) {
          addColumns(rows, table, columns);
        }
      }
    }
    return result(rows);
  }

  private void addColumns(MetaDataRows rows, String table, NamePattern columns)
      throws SQLException {
    Schema schema;
    try {
      schema = connection.session().tableSchema(table);
    } catch (QueryException e) {
      // One broken file must not hide all other tables from a tool that lists them.
      connection.warn(
          new SQLWarning("Columns unknown: table=" + table + ", " + e.message(), e.sqlState(), e));
      return;
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    }
    for (int i = 0; i < schema.size(); i++) {
      Field field = schema.field(i);
      if (!columns.matches(field.name())) {
        continue;
      }
      DataType type = field.type();
      rows.add(
          null,
          SCHEMA,
          table,
          field.name(),
          JdbcTypes.code(type),
          JdbcTypes.name(type),
          JdbcTypes.precision(type),
          null,
          type.isNumeric() ? JdbcTypes.scale(type) : null,
          type.isNumeric() ? 10 : null,
          field.nullable() ? columnNullable : columnNoNulls,
          null,
          null,
          null,
          null,
          type instanceof DataType.VarcharType ? Integer.MAX_VALUE : null,
          i + 1,
          field.nullable() ? "YES" : "NO",
          null,
          null,
          null,
          null,
          "NO",
          "NO");
    }
  }

  @Override
  public ResultSet getTypeInfo() throws SQLException {
    MetaDataRows rows =
        new MetaDataRows(
            "TYPE_NAME DATA_TYPE:i PRECISION:i LITERAL_PREFIX LITERAL_SUFFIX CREATE_PARAMS NULLABLE:s CASE_SENSITIVE:b"
                + " SEARCHABLE:s UNSIGNED_ATTRIBUTE:b FIXED_PREC_SCALE:b AUTO_INCREMENT:b LOCAL_TYPE_NAME"
                + " MINIMUM_SCALE:s MAXIMUM_SCALE:s SQL_DATA_TYPE:i SQL_DATETIME_SUB:i NUM_PREC_RADIX:i");
    List<DataType> types =
        List.of(
            DataTypes.TINYINT,
            DataTypes.BIGINT,
            DataTypes.VARBINARY,
            DataType.decimal(38, 0),
            DataTypes.INTEGER,
            DataTypes.SMALLINT,
            DataTypes.FLOAT,
            DataTypes.DOUBLE,
            DataTypes.VARCHAR,
            DataTypes.BOOLEAN,
            DataTypes.DATE,
            DataTypes.TIME,
            DataTypes.TIMESTAMP,
            DataTypes.TIMESTAMP_WITH_TIME_ZONE);
    types.stream()
        .sorted((a, b) -> Integer.compare(JdbcTypes.code(a), JdbcTypes.code(b)))
        .forEach(type -> addType(rows, type));
    return result(rows);
  }

  private static void addType(MetaDataRows rows, DataType type) {
    boolean isDecimal = type instanceof DataType.DecimalType;
    String quote = type.isNumeric() || type instanceof DataType.BooleanType ? null : "'";
    rows.add(
        JdbcTypes.name(type),
        JdbcTypes.code(type),
        JdbcTypes.precision(type),
        quote,
        quote,
        isDecimal ? "precision,scale" : null,
        typeNullable,
        type instanceof DataType.VarcharType,
        typeSearchable,
        !type.isNumeric(),
        false,
        false,
        JdbcTypes.name(type),
        0,
        isDecimal ? 38 : JdbcTypes.scale(type),
        null,
        null,
        type.isNumeric() ? 10 : null);
  }

  @Override
  public ResultSet getFunctions(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String functionPattern)
      throws SQLException {
    MetaDataRows rows = new MetaDataRows(FunctionMetaData.FUNCTION_COLUMNS);
    if (isOurCatalog(catalog) && NamePattern.of(schemaPattern).matches(SCHEMA)) {
      FunctionMetaData.addFunctions(rows, SCHEMA, NamePattern.of(functionPattern));
    }
    return result(rows);
  }

  @Override
  public ResultSet getFunctionColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String functionPattern,
      @Nullable String columnPattern)
      throws SQLException {
    MetaDataRows rows = new MetaDataRows(FunctionMetaData.PARAMETER_COLUMNS);
    if (isOurCatalog(catalog) && NamePattern.of(schemaPattern).matches(SCHEMA)) {
      FunctionMetaData.addParameters(
          rows, SCHEMA, NamePattern.of(functionPattern), NamePattern.of(columnPattern));
    }
    return result(rows);
  }

  @Override
  public String getStringFunctions() {
    return FunctionMetaData.names(Topic.STRING);
  }

  @Override
  public String getNumericFunctions() {
    return FunctionMetaData.names(Topic.NUMERIC);
  }

  @Override
  public String getTimeDateFunctions() {
    return FunctionMetaData.names(Topic.TIME);
  }

  @Override
  public String getSystemFunctions() {
    return FunctionMetaData.names(Topic.SYSTEM);
  }

  @Override
  public String getURL() {
    return connection.url();
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public String getDatabaseProductVersion() {
    return QuernDriver.MAJOR_VERSION + "." + QuernDriver.MINOR_VERSION;
  }

  @Override
  public String getDriverVersion() {
    return getDatabaseProductVersion();
  }

  @Override
  public int getDriverMajorVersion() {
    return QuernDriver.MAJOR_VERSION;
  }

  @Override
  public int getDriverMinorVersion() {
    return QuernDriver.MINOR_VERSION;
  }

  @Override
  public int getDatabaseMajorVersion() {
    return QuernDriver.MAJOR_VERSION;
  }

  @Override
  public int getDatabaseMinorVersion() {
    return QuernDriver.MINOR_VERSION;
  }

  @Override
  public int getJDBCMajorVersion() {
    return 4;
  }

  @Override
  public int getJDBCMinorVersion() {
    return 3;
  }

  @Override
  public int getSQLStateType() {
    return sqlStateSQL;
  }

  @Override
  public int getResultSetHoldability() {
    return ResultSet.HOLD_CURSORS_OVER_COMMIT;
  }

  @Override
  public int getDefaultTransactionIsolation() {
    return Connection.TRANSACTION_NONE;
  }

  @Override
  public RowIdLifetime getRowIdLifetime() {
    return RowIdLifetime.ROWID_UNSUPPORTED;
  }

  @Override
  public boolean supportsResultSetType(int type) {
    return type == ResultSet.TYPE_FORWARD_ONLY;
  }

  @Override
  public boolean supportsResultSetConcurrency(int type, int concurrency) {
    return type == ResultSet.TYPE_FORWARD_ONLY && concurrency == ResultSet.CONCUR_READ_ONLY;
  }

  @Override
  public boolean supportsResultSetHoldability(int holdability) {
    return holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT;
  }

  @Override
  public boolean supportsTransactionIsolationLevel(int level) {
    return QuernConnection.ISOLATION_LEVELS.contains(level);
  }

  @Override
  public boolean supportsConvert() {
    return false;
  }

  @Override
  public boolean supportsConvert(int fromType, int toType) {
    return false;
  }
}
