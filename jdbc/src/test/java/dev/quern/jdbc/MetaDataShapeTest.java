package dev.quern.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.expressions.functions.FunctionRegistry;
import dev.quern.plan.functions.FunctionSignature;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of metadata: the columns that JDBC 4.3 lists, and the tables and columns there are. */
class MetaDataShapeTest {
  private static final String ROW_IDENTIFIER =
      "SCOPE:s COLUMN_NAME DATA_TYPE:i TYPE_NAME COLUMN_SIZE:i BUFFER_LENGTH:i DECIMAL_DIGITS:s PSEUDO_COLUMN:s";
  private static final String KEYS =
      "PKTABLE_CAT PKTABLE_SCHEM PKTABLE_NAME PKCOLUMN_NAME FKTABLE_CAT FKTABLE_SCHEM FKTABLE_NAME FKCOLUMN_NAME KEY_SEQ:s"
          + " UPDATE_RULE:s DELETE_RULE:s FK_NAME PK_NAME DEFERRABILITY:s";

  /** From the documentation of {@link DatabaseMetaData}: text, or int, short, long, boolean. */
  private static final Map<String, String> COLUMNS =
      Map.ofEntries(
          Map.entry(
              "getAttributes",
              "TYPE_CAT TYPE_SCHEM TYPE_NAME ATTR_NAME DATA_TYPE:i ATTR_TYPE_NAME ATTR_SIZE:i DECIMAL_DIGITS:i"
                  + " NUM_PREC_RADIX:i NULLABLE:i REMARKS ATTR_DEF SQL_DATA_TYPE:i SQL_DATETIME_SUB:i CHAR_OCTET_LENGTH:i"
                  + " ORDINAL_POSITION:i IS_NULLABLE SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE SOURCE_DATA_TYPE:s"),
          Map.entry("getBestRowIdentifier", ROW_IDENTIFIER),
          Map.entry("getCatalogs", "TABLE_CAT"),
          Map.entry("getClientInfoProperties", "NAME MAX_LEN:i DEFAULT_VALUE DESCRIPTION"),
          Map.entry(
              "getColumnPrivileges",
              "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME GRANTOR GRANTEE PRIVILEGE IS_GRANTABLE"),
          Map.entry(
              "getColumns",
              "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:i TYPE_NAME COLUMN_SIZE:i BUFFER_LENGTH:i"
                  + " DECIMAL_DIGITS:i NUM_PREC_RADIX:i NULLABLE:i REMARKS COLUMN_DEF SQL_DATA_TYPE:i SQL_DATETIME_SUB:i"
                  + " CHAR_OCTET_LENGTH:i ORDINAL_POSITION:i IS_NULLABLE SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE"
                  + " SOURCE_DATA_TYPE:s IS_AUTOINCREMENT IS_GENERATEDCOLUMN"),
          Map.entry("getCrossReference", KEYS),
          Map.entry("getExportedKeys", KEYS),
          Map.entry("getImportedKeys", KEYS),
          Map.entry(
              "getFunctionColumns",
              "FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME COLUMN_NAME COLUMN_TYPE:s DATA_TYPE:i TYPE_NAME PRECISION:i"
                  + " LENGTH:i SCALE:s RADIX:s NULLABLE:s REMARKS CHAR_OCTET_LENGTH:i ORDINAL_POSITION:i IS_NULLABLE"
                  + " SPECIFIC_NAME"),
          Map.entry(
              "getFunctions",
              "FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME REMARKS FUNCTION_TYPE:s SPECIFIC_NAME"),
          Map.entry(
              "getIndexInfo",
              "TABLE_CAT TABLE_SCHEM TABLE_NAME NON_UNIQUE:b INDEX_QUALIFIER INDEX_NAME TYPE:s ORDINAL_POSITION:s"
                  + " COLUMN_NAME ASC_OR_DESC CARDINALITY:l PAGES:l FILTER_CONDITION"),
          Map.entry(
              "getPrimaryKeys", "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME KEY_SEQ:s PK_NAME"),
          Map.entry(
              "getProcedureColumns",
              "PROCEDURE_CAT PROCEDURE_SCHEM PROCEDURE_NAME COLUMN_NAME COLUMN_TYPE:s DATA_TYPE:i TYPE_NAME PRECISION:i"
                  + " LENGTH:i SCALE:s RADIX:s NULLABLE:s REMARKS COLUMN_DEF SQL_DATA_TYPE:i SQL_DATETIME_SUB:i"
                  + " CHAR_OCTET_LENGTH:i ORDINAL_POSITION:i IS_NULLABLE SPECIFIC_NAME"),
          Map.entry(
              "getProcedures",
              "PROCEDURE_CAT PROCEDURE_SCHEM PROCEDURE_NAME RESERVED1 RESERVED2 RESERVED3 REMARKS PROCEDURE_TYPE:s"
                  + " SPECIFIC_NAME"),
          Map.entry(
              "getPseudoColumns",
              "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:i COLUMN_SIZE:i DECIMAL_DIGITS:i NUM_PREC_RADIX:i"
                  + " COLUMN_USAGE REMARKS CHAR_OCTET_LENGTH:i IS_NULLABLE"),
          Map.entry("getSchemas", "TABLE_SCHEM TABLE_CATALOG"),
          Map.entry("getSuperTables", "TABLE_CAT TABLE_SCHEM TABLE_NAME SUPERTABLE_NAME"),
          Map.entry(
              "getSuperTypes",
              "TYPE_CAT TYPE_SCHEM TYPE_NAME SUPERTYPE_CAT SUPERTYPE_SCHEM SUPERTYPE_NAME"),
          Map.entry(
              "getTablePrivileges",
              "TABLE_CAT TABLE_SCHEM TABLE_NAME GRANTOR GRANTEE PRIVILEGE IS_GRANTABLE"),
          Map.entry("getTableTypes", "TABLE_TYPE"),
          Map.entry(
              "getTables",
              "TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS TYPE_CAT TYPE_SCHEM TYPE_NAME"
                  + " SELF_REFERENCING_COL_NAME REF_GENERATION"),
          Map.entry(
              "getTypeInfo",
              "TYPE_NAME DATA_TYPE:i PRECISION:i LITERAL_PREFIX LITERAL_SUFFIX CREATE_PARAMS NULLABLE:s CASE_SENSITIVE:b"
                  + " SEARCHABLE:s UNSIGNED_ATTRIBUTE:b FIXED_PREC_SCALE:b AUTO_INCREMENT:b LOCAL_TYPE_NAME MINIMUM_SCALE:s"
                  + " MAXIMUM_SCALE:s SQL_DATA_TYPE:i SQL_DATETIME_SUB:i NUM_PREC_RADIX:i"),
          Map.entry(
              "getUDTs",
              "TYPE_CAT TYPE_SCHEM TYPE_NAME CLASS_NAME DATA_TYPE:i REMARKS BASE_TYPE:s"),
          Map.entry("getVersionColumns", ROW_IDENTIFIER));

  @TempDir private Path folder;
  private Connection connection;

  @BeforeEach
  void open() throws IOException, SQLException {
    Files.createDirectory(folder.resolve("sales"));
    Files.writeString(folder.resolve("sales/a.csv"), "day,shop_id,amount\n2024-01-01,1,1.50\n");
    Files.writeString(folder.resolve("shops.csv"), "id,city\n1,Oslo\n");
    Files.writeString(folder.resolve("shopsX.csv"), "id\n1\n");
    Files.writeString(
        folder.resolve("schema.sql"),
        "CREATE VIEW shops_v AS SELECT upper(city) AS big FROM shops;");
    connection = DriverManager.getConnection("jdbc:quern:" + folder + "?threads=1");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void resultsHaveTheSpecifiedColumns() throws Exception {
    for (Method method : DatabaseMetaData.class.getMethods()) {
      if (method.getReturnType() != ResultSet.class) {
        continue;
      }
      Object[] arguments =
          Arrays.stream(method.getParameterTypes())
              .map(type -> type == int.class ? (Object) 1 : type == boolean.class ? false : null)
              .toArray();
      try (ResultSet rows = (ResultSet) method.invoke(connection.getMetaData(), arguments)) {
        assertEquals(COLUMNS.get(method.getName()), shape(rows.getMetaData()), method.getName());
      }
    }
  }

  private static String shape(ResultSetMetaData metaData) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= metaData.getColumnCount(); i++) {
      columns.add(metaData.getColumnLabel(i) + letter(metaData.getColumnType(i)));
    }
    return String.join(" ", columns);
  }

  private static String letter(int type) {
    switch (type) {
      case Types.VARCHAR:
        return "";
      case Types.INTEGER:
        return ":i";
      case Types.SMALLINT:
        return ":s";
      case Types.BIGINT:
        return ":l";
      case Types.BOOLEAN:
        return ":b";
      default:
        return ":" + type;
    }
  }

  private static List<String> strings(ResultSet rows, String column) throws SQLException {
    List<String> values = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        values.add(rows.getString(column));
      }
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      textBlock =
          """
          null | null | null     | sales,shops,shopsX,shops_v
          null | null | %        | sales,shops,shopsX,shops_v
          ''   | main | shops%   | shops,shopsX,shops_v
          null | ma%  | shops_   | shopsX
          null | main | shops\\_% | shops_v
          null | main | SALES    | sales
          null | x    | %        | ''
          x    | null | %        | ''
          null | ''   | %        | ''
          null | null | ''       | ''
          """)
  void tablesByPattern(String catalog, String schema, String table, String expected)
      throws SQLException {
    ResultSet tables = connection.getMetaData().getTables(catalog, schema, table, null);
    assertEquals(
        expected, String.join(",", strings(tables, "TABLE_NAME").stream().sorted().toList()));
  }

  @Test
  void tablesByType() throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    assertEquals(
        List.of("shops_v"),
        strings(metaData.getTables(null, null, null, new String[] {"VIEW"}), "TABLE_NAME"));
    assertEquals(
        List.of(), strings(metaData.getTables(null, null, null, new String[] {"X"}), "TABLE_NAME"));
    assertEquals(List.of("TABLE", "VIEW"), strings(metaData.getTableTypes(), "TABLE_TYPE"));
  }

  @Test
  void columnsOfTablesAndViews() throws SQLException {
    try (ResultSet columns = connection.getMetaData().getColumns(null, "main", "s%", "%a%")) {
      assertTrue(columns.next());
      assertEquals("sales", columns.getString("TABLE_NAME"));
      assertEquals("day", columns.getString("COLUMN_NAME"));
      assertEquals(Types.DATE, columns.getInt("DATA_TYPE"));
      assertEquals(10, columns.getInt("COLUMN_SIZE"));
      assertTrue(columns.next());
      assertEquals("amount", columns.getString("COLUMN_NAME"));
      assertEquals(3, columns.getInt("ORDINAL_POSITION"));
      assertFalse(columns.next());
    }
    assertEquals(
        List.of("big"),
        strings(connection.getMetaData().getColumns(null, null, "shops\\_v", null), "COLUMN_NAME"));
  }

  @Test
  void oneBrokenFileHidesNoOtherTable() throws IOException, SQLException {
    Files.writeString(folder.resolve("shops.csv"), "");
    assertEquals(
        List.of("day", "shop_id", "amount", "id"),
        strings(connection.getMetaData().getColumns(null, null, "%", null), "COLUMN_NAME"));
    assertNotNull(connection.getWarnings());
    assertTrue(connection.getWarnings().getMessage().contains("table=shops"));
    connection.clearWarnings();
    assertNull(connection.getWarnings());
  }

  @Test
  void tablesAreListedWithoutOpeningFiles() throws IOException, SQLException {
    Files.write(folder.resolve("broken.parquet"), new byte[] {1, 2, 3});
    try (Connection other = DriverManager.getConnection("jdbc:quern:" + folder)) {
      assertTrue(
          strings(other.getMetaData().getTables(null, null, "%", null), "TABLE_NAME")
              .contains("broken"));
    }
  }

  @Test
  void typesAreOrderedByTheirCode() throws SQLException {
    List<Integer> codes = new ArrayList<>();
    try (ResultSet types = connection.getMetaData().getTypeInfo()) {
      while (types.next()) {
        codes.add(types.getInt("DATA_TYPE"));
      }
    }
    assertEquals(codes.stream().sorted().toList(), codes);
    assertTrue(
        codes.containsAll(List.of(Types.BIGINT, Types.DECIMAL, Types.VARCHAR, Types.TIMESTAMP)));
  }

  @Test
  void functionsAreListed() throws SQLException {
    List<String> names =
        strings(connection.getMetaData().getFunctions(null, null, "su%"), "FUNCTION_NAME");
    assertTrue(names.contains("substring"), names.toString());
    assertTrue(connection.getMetaData().getNumericFunctions().contains("ABS"));
    assertTrue(connection.getMetaData().getStringFunctions().contains("UPPER"));
    assertTrue(connection.getMetaData().getTimeDateFunctions().contains("DATE_TRUNC"));
    assertTrue(connection.getMetaData().getSystemFunctions().contains("COALESCE"));
  }

  @Test
  void everyScalarFunctionIsInOneList() throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    List<String> lists =
        Stream.of(
                metaData.getNumericFunctions(),
                metaData.getStringFunctions(),
                metaData.getTimeDateFunctions(),
                metaData.getSystemFunctions())
            .flatMap(list -> Arrays.stream(list.split(",", -1)))
            .sorted()
            .toList();
    List<String> scalar =
        FunctionRegistry.signatures().stream()
            .filter(signature -> signature.kind() == FunctionSignature.Kind.SCALAR)
            .flatMap(s -> Stream.concat(Stream.of(s.name()), s.aliases().stream()))
            .map(name -> name.toUpperCase(Locale.ROOT))
            .distinct()
            .sorted()
            .toList();
    assertEquals(scalar, lists);
  }

  @Test
  void functionsTellTheirParameters() throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet columns =
        connection.getMetaData().getFunctionColumns(null, "main", "starts\\_with", "%")) {
      while (columns.next()) {
        rows.add(
            columns.getInt("ORDINAL_POSITION")
                + " "
                + columns.getInt("COLUMN_TYPE")
                + " "
                + columns.getString("TYPE_NAME"));
      }
    }
    assertEquals(List.of("0 4 BOOLEAN", "1 1 VARCHAR", "2 1 VARCHAR"), rows);
  }

  @Test
  void otherKindsOfResultsBecomeForwardOnlyWithAWarning() throws SQLException {
    try (Statement statement =
        connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
      assertEquals(ResultSet.TYPE_FORWARD_ONLY, statement.getResultSetType());
      assertEquals("01000", connection.getWarnings().getSQLState());
    }
    assertThrows(SQLException.class, () -> connection.createStatement(1, 1));
  }

  @Test
  void propertiesAreListedWithTheirValues() throws SQLException {
    Properties given = new Properties();
    given.setProperty("temp-dir", "/tmp/x");
    DriverPropertyInfo[] infos =
        new QuernDriver().getPropertyInfo("jdbc:quern:/data?tempDir=y&memory=1GB", given);
    Map<String, String> values = new java.util.HashMap<>();
    for (DriverPropertyInfo info : infos) {
      values.put(info.name, info.value);
      assertFalse(info.description.isEmpty());
      assertFalse(info.required);
    }
    assertEquals("1GB", values.get("memory"));
    assertEquals("/tmp/x", values.get("temp-dir"));
    assertTrue(
        values
            .keySet()
            .containsAll(List.of("scheduler", "workers", "threads", "timeout", "batch-rows")));
    DriverPropertyInfo scheduler =
        Arrays.stream(infos)
            .filter(info -> info.name.equals("scheduler"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        List.of("auto", "single-threaded", "threads", "processes"), List.of(scheduler.choices));
    assertEquals(infos.length, new QuernDriver().getPropertyInfo("jdbc:quern:", null).length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc:quern:?thread=2              | 22023 | did you mean threads
          jdbc:quern:?nothing=2             | 22023 | known are scheduler
          jdbc:quern:?memory=lots           | 22023 | value="lots"
          jdbc:quern:?memory                | 22023 | name=value
          jdbc:quern:?temp-dir=%zz          | 22023 | percent-encoding
          jdbc:quern:/nowhere/at/all        | 08001 | /nowhere/at/all
          """)
  void wrongUrls(String url, String sqlState, String part) {
    SQLException refused = assertThrows(SQLException.class, () -> DriverManager.getConnection(url));
    assertEquals(sqlState, refused.getSQLState(), refused.getMessage());
    assertTrue(refused.getMessage().contains(part), refused.getMessage());
  }
}
