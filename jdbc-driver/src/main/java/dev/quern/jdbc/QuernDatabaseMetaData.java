package dev.quern.jdbc;

import dev.quern.engine.catalog.SessionCatalog;
import dev.quern.executor.expressions.functions.FunctionRegistry;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature;
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
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients what there is: one schema {@code main} with the session's tables and views. Never
 * null, never lost.
 */
final class QuernDatabaseMetaData extends ConstantMetaData implements SelfWrapper {
  private static final String SCHEMA = SessionCatalog.SCHEMA;
  private static final Set<String> STRING_FUNCTIONS =
      Set.of(
          "ascii",
          "char_length",
          "chr",
          "concat",
          "left",
          "length",
          "lower",
          "lpad",
          "ltrim",
          "repeat",
          "replace",
          "right",
          "rpad",
          "rtrim",
          "substring",
          "trim",
          "upper");
  private static final Set<String> NUMERIC_FUNCTIONS =
      Set.of(
          "abs", "acos", "asin", "atan", "atan2", "cbrt", "ceil", "cos", "degrees", "exp", "floor",
          "ln", "log10", "mod", "pi", "power", "radians", "round", "sign", "sin", "sqrt", "tan",
          "trunc");
  private static final Set<String> TIME_FUNCTIONS =
      Set.of(
          "date_add",
          "date_diff",
          "date_part",
          "date_trunc",
          "day",
          "hour",
          "minute",
          "month",
          "second",
          "year");

  private final QuernConnection connection;

  QuernDatabaseMetaData(QuernConnection connection) {
    this.connection = connection;
  }

  private ResultSet result(MetaDataRows rows) throws SQLException {
    connection.checkOpen();
    return rows.toResultSet(connection);
  }

  private ResultSet empty(String columns) throws SQLException {
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
    MetaDataRows rows =
        new MetaDataRows(
            "FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME REMARKS FUNCTION_TYPE:s SPECIFIC_NAME");
    if (isOurCatalog(catalog) && NamePattern.of(schemaPattern).matches(SCHEMA)) {
      NamePattern pattern = NamePattern.of(functionPattern);
      FunctionRegistry.signatures().stream()
          .sorted((a, b) -> a.name().compareTo(b.name()))
          .filter(signature -> pattern.matches(signature.name()))
          .forEach(
              signature ->
                  rows.add(
                      null,
                      SCHEMA,
                      signature.name(),
                      signature.description(),
                      functionNoTable,
                      signature.name()));
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
    return empty(
        "FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME COLUMN_NAME COLUMN_TYPE:s DATA_TYPE:i TYPE_NAME PRECISION:i LENGTH:i"
            + " SCALE:s RADIX:s NULLABLE:s REMARKS CHAR_OCTET_LENGTH:i ORDINAL_POSITION:i IS_NULLABLE SPECIFIC_NAME");
  }

  private static String known(Set<String> topic) {
    Set<String> names = new TreeSet<>();
    for (FunctionSignature signature : FunctionRegistry.signatures()) {
      if (topic.contains(signature.name())) {
        names.add(signature.name().toUpperCase(Locale.ROOT));
      }
    }
    return String.join(",", names);
  }

  @Override
  public String getStringFunctions() {
    return known(STRING_FUNCTIONS);
  }

  @Override
  public String getNumericFunctions() {
    return known(NUMERIC_FUNCTIONS);
  }

  @Override
  public String getTimeDateFunctions() {
    return known(TIME_FUNCTIONS);
  }

  @Override
  public String getSystemFunctions() {
    return "";
  }

  @Override
  public ResultSet getProcedures(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String procedurePattern)
      throws SQLException {
    return empty(
        "PROCEDURE_CAT PROCEDURE_SCHEM PROCEDURE_NAME RESERVED1 RESERVED2 RESERVED3 REMARKS PROCEDURE_TYPE:s"
            + " SPECIFIC_NAME");
  }

  @Override
  public ResultSet getProcedureColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String procedurePattern,
      @Nullable String columnPattern)
      throws SQLException {
    return empty(
        "PROCEDURE_CAT PROCEDURE_SCHEM PROCEDURE_NAME COLUMN_NAME COLUMN_TYPE:s DATA_TYPE:i TYPE_NAME PRECISION:i"
            + " LENGTH:i SCALE:s RADIX:s NULLABLE:s REMARKS COLUMN_DEF SQL_DATA_TYPE:i SQL_DATETIME_SUB:i"
            + " CHAR_OCTET_LENGTH:i ORDINAL_POSITION:i IS_NULLABLE SPECIFIC_NAME");
  }

  @Override
  public ResultSet getColumnPrivileges(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      @Nullable String columnPattern)
      throws SQLException {
    return empty(
        "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME GRANTOR GRANTEE PRIVILEGE IS_GRANTABLE");
  }

  @Override
  public ResultSet getTablePrivileges(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String tablePattern)
      throws SQLException {
    return empty("TABLE_CAT TABLE_SCHEM TABLE_NAME GRANTOR GRANTEE PRIVILEGE IS_GRANTABLE");
  }

  @Override
  public ResultSet getBestRowIdentifier(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      int scope,
      boolean nullable)
      throws SQLException {
    return empty(
        "SCOPE:s COLUMN_NAME DATA_TYPE:i TYPE_NAME COLUMN_SIZE:i BUFFER_LENGTH:i DECIMAL_DIGITS:s PSEUDO_COLUMN:s");
  }

  @Override
  public ResultSet getVersionColumns(
      @Nullable String catalog, @Nullable String schema, @Nullable String table)
      throws SQLException {
    return empty(
        "SCOPE:s COLUMN_NAME DATA_TYPE:i TYPE_NAME COLUMN_SIZE:i BUFFER_LENGTH:i DECIMAL_DIGITS:s PSEUDO_COLUMN:s");
  }

  @Override
  public ResultSet getPrimaryKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String table)
      throws SQLException {
    return empty("TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME KEY_SEQ:s PK_NAME");
  }

  private ResultSet noForeignKeys() throws SQLException {
    return empty(
        "PKTABLE_CAT PKTABLE_SCHEM PKTABLE_NAME PKCOLUMN_NAME FKTABLE_CAT FKTABLE_SCHEM FKTABLE_NAME FKCOLUMN_NAME"
            + " KEY_SEQ:s UPDATE_RULE:s DELETE_RULE:s FK_NAME PK_NAME DEFERRABILITY:s");
  }

  @Override
  public ResultSet getImportedKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String table)
      throws SQLException {
    return noForeignKeys();
  }

  @Override
  public ResultSet getExportedKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String table)
      throws SQLException {
    return noForeignKeys();
  }

  @Override
  public ResultSet getCrossReference(
      @Nullable String parentCatalog,
      @Nullable String parentSchema,
      @Nullable String parentTable,
      @Nullable String foreignCatalog,
      @Nullable String foreignSchema,
      @Nullable String foreignTable)
      throws SQLException {
    return noForeignKeys();
  }

  @Override
  public ResultSet getIndexInfo(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      boolean unique,
      boolean approximate)
      throws SQLException {
    return empty(
        "TABLE_CAT TABLE_SCHEM TABLE_NAME NON_UNIQUE:b INDEX_QUALIFIER INDEX_NAME TYPE:s ORDINAL_POSITION:s COLUMN_NAME"
            + " ASC_OR_DESC CARDINALITY:l PAGES:l FILTER_CONDITION");
  }

  @Override
  public ResultSet getUDTs(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String typePattern,
      int @Nullable [] types)
      throws SQLException {
    return empty("TYPE_CAT TYPE_SCHEM TYPE_NAME CLASS_NAME DATA_TYPE:i REMARKS BASE_TYPE:s");
  }

  @Override
  public ResultSet getSuperTypes(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String typePattern)
      throws SQLException {
    return empty("TYPE_CAT TYPE_SCHEM TYPE_NAME SUPERTYPE_CAT SUPERTYPE_SCHEM SUPERTYPE_NAME");
  }

  @Override
  public ResultSet getSuperTables(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String tablePattern)
      throws SQLException {
    return empty("TABLE_CAT TABLE_SCHEM TABLE_NAME SUPERTABLE_NAME");
  }

  @Override
  public ResultSet getAttributes(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String typePattern,
      @Nullable String attributePattern)
      throws SQLException {
    return empty(
        "TYPE_CAT TYPE_SCHEM TYPE_NAME ATTR_NAME DATA_TYPE:i ATTR_TYPE_NAME ATTR_SIZE:i DECIMAL_DIGITS:i"
            + " NUM_PREC_RADIX:i NULLABLE:i REMARKS ATTR_DEF SQL_DATA_TYPE:i SQL_DATETIME_SUB:i CHAR_OCTET_LENGTH:i"
            + " ORDINAL_POSITION:i IS_NULLABLE SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE SOURCE_DATA_TYPE:s");
  }

  @Override
  public ResultSet getPseudoColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String tablePattern,
      @Nullable String columnPattern)
      throws SQLException {
    return empty(
        "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:i COLUMN_SIZE:i DECIMAL_DIGITS:i NUM_PREC_RADIX:i"
            + " COLUMN_USAGE REMARKS CHAR_OCTET_LENGTH:i IS_NULLABLE");
  }

  @Override
  public ResultSet getClientInfoProperties() throws SQLException {
    return empty("NAME MAX_LEN:i DEFAULT_VALUE DESCRIPTION");
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
    return level == Connection.TRANSACTION_NONE;
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
