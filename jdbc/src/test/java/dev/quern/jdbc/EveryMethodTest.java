package dev.quern.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calls each method of the JDBC interfaces by reflection, on open and on closed objects, with nulls
 * and with values: it answers or throws an {@link SQLException}, never anything else.
 */
class EveryMethodTest {
  /** What the specification lets a closed object answer. */
  private static final Set<String> ALLOWED_WHEN_CLOSED =
      Set.of(
          "close",
          "isClosed",
          "abort",
          "isValid",
          "unwrap",
          "isWrapperFor",
          "beginRequest",
          "endRequest",
          "enquoteLiteral",
          "enquoteIdentifier",
          "enquoteNCharLiteral",
          "isSimpleIdentifier");

  /** Default methods of the JDK whose contract is a NullPointerException for null. */
  private static final Set<String> NULL_IS_REFUSED_BY_THE_JDK =
      Set.of("enquoteLiteral", "enquoteIdentifier", "enquoteNCharLiteral", "isSimpleIdentifier");

  @TempDir private Path folder;
  private String url = "";
  private Connection keeper;

  /** Makes a fresh object, open or closed. */
  private interface Maker {
    Object make(Connection connection, boolean isClosed) throws SQLException;
  }

  @BeforeEach
  void openOnce() throws IOException, SQLException {
    Files.writeString(folder.resolve("shops.csv"), "id,city\n1,Oslo\n2,Rome\n");
    url = "jdbc:quern:" + folder + "?threads=1&scheduler=single-threaded";
    keeper = DriverManager.getConnection(url);
  }

  @AfterEach
  void closeLast() throws SQLException {
    keeper.close();
  }

  static Stream<Arguments> interfaces() {
    return Stream.of(
        Arguments.of(Driver.class, (Maker) (connection, isClosed) -> new QuernDriver()),
        Arguments.of(Connection.class, (Maker) EveryMethodTest::connection),
        Arguments.of(DatabaseMetaData.class, (Maker) EveryMethodTest::metaData),
        Arguments.of(Statement.class, (Maker) EveryMethodTest::statement),
        Arguments.of(PreparedStatement.class, (Maker) EveryMethodTest::prepared),
        Arguments.of(ResultSet.class, (Maker) EveryMethodTest::result),
        Arguments.of(ResultSetMetaData.class, (Maker) EveryMethodTest::resultMetaData),
        Arguments.of(ParameterMetaData.class, (Maker) EveryMethodTest::parameterMetaData));
  }

  private static Connection connection(Connection connection, boolean isClosed)
      throws SQLException {
    if (isClosed) {
      connection.close();
    }
    return connection;
  }

  private static Object metaData(Connection connection, boolean isClosed) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    connection(connection, isClosed);
    return metaData;
  }

  private static Object statement(Connection connection, boolean isClosed) throws SQLException {
    Statement statement = connection.createStatement();
    if (isClosed) {
      statement.close();
    }
    return statement;
  }

  private static Object prepared(Connection connection, boolean isClosed) throws SQLException {
    PreparedStatement statement = connection.prepareStatement("SELECT ? AS a");
    if (isClosed) {
      statement.close();
    }
    return statement;
  }

  private static Object result(Connection connection, boolean isClosed) throws SQLException {
    ResultSet rows = connection.createStatement().executeQuery("SELECT 1 AS x");
    assertTrue(rows.next());
    if (isClosed) {
      rows.close();
    }
    return rows;
  }

  private static Object resultMetaData(Connection connection, boolean isClosed)
      throws SQLException {
    ResultSet rows = connection.createStatement().executeQuery("SELECT 1 AS x");
    ResultSetMetaData metaData = rows.getMetaData();
    connection(connection, isClosed);
    return metaData;
  }

  private static Object parameterMetaData(Connection connection, boolean isClosed)
      throws SQLException {
    ParameterMetaData metaData = connection.prepareStatement("SELECT ?").getParameterMetaData();
    connection(connection, isClosed);
    return metaData;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("interfaces")
  void answersOrThrowsSqlException(Class<?> type, Maker maker) throws SQLException {
    List<String> problems = new ArrayList<>();
    for (Method method : methods(type)) {
      for (boolean isClosed : new boolean[] {false, true}) {
        for (boolean withNulls : new boolean[] {false, true}) {
          if (withNulls && NULL_IS_REFUSED_BY_THE_JDK.contains(method.getName())) {
            continue;
          }
          if (!isClosed && type != Connection.class) {
            problems.addAll(call(method, maker.make(keeper, false), false, withNulls));
            continue;
          }
          try (Connection connection = DriverManager.getConnection(url)) {
            problems.addAll(call(method, maker.make(connection, isClosed), isClosed, withNulls));
          }
        }
      }
    }
    assertEquals(List.of(), problems);
  }

  private List<String> call(Method method, Object object, boolean isClosed, boolean withNulls) {
    String call = method.getName() + Arrays.toString(method.getParameterTypes());
    try {
      Object answer = method.invoke(object, arguments(method, withNulls));
      if (answer instanceof ResultSet rows && rows != object) {
        drain(rows);
      }
      boolean mustRefuse =
          isClosed
              && Set.of(
                      "QuernConnection",
                      "QuernStatement",
                      "QuernPreparedStatement",
                      "QuernResultSet")
                  .contains(object.getClass().getSimpleName())
              && !ALLOWED_WHEN_CLOSED.contains(method.getName());
      return mustRefuse ? List.of(call + " answers although closed") : List.of();
    } catch (InvocationTargetException e) {
      return e.getCause() instanceof SQLException refused && refused.getSQLState() != null
          ? List.of()
          : isDefaultRefusal(method, e.getCause())
              ? List.of()
              : List.of(
                  call
                      + (isClosed ? ", closed" : "")
                      + (withNulls ? ", nulls: " : ": ")
                      + e.getCause());
    } catch (IllegalAccessException | SQLException e) {
      return List.of(call + ": " + e);
    }
  }

  /** The JDK's default methods refuse without a SQLSTATE. */
  private static boolean isDefaultRefusal(Method method, Throwable thrown) {
    return method.isDefault() && thrown instanceof SQLException;
  }

  private static void drain(ResultSet rows) throws SQLException {
    try (rows) {
      while (rows.next()) {
        rows.getObject(1);
      }
    }
  }

  private static List<Method> methods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> !method.getName().equals("setLoginTimeout"))
        .filter(method -> !java.lang.reflect.Modifier.isStatic(method.getModifiers()))
        .sorted(Comparator.comparing(Method::toString))
        .toList();
  }

  private Object[] arguments(Method method, boolean withNulls) {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = argument(method, method.getParameterTypes()[i], withNulls);
    }
    return arguments;
  }

  private Object argument(Method method, Class<?> type, boolean withNulls) {
    if (type.isPrimitive()) {
      return primitive(type, withNulls);
    }
    if (withNulls) {
      return null;
    }
    if (type == String.class) {
      boolean isSql =
          method.getName().startsWith("execute") || method.getName().startsWith("prepare");
      return isSql ? "SELECT 1 AS x" : "x";
    }
    if (type == Class.class) {
      return String.class;
    }
    if (type == java.util.concurrent.Executor.class) {
      return (java.util.concurrent.Executor) Runnable::run;
    }
    return type.isArray() ? java.lang.reflect.Array.newInstance(type.getComponentType(), 0) : null;
  }

  private static Object primitive(Class<?> type, boolean asZero) {
    if (type == boolean.class) {
      return !asZero;
    }
    Number number = asZero ? 0 : 1;
    if (type == byte.class) {
      return number.byteValue();
    }
    if (type == short.class) {
      return number.shortValue();
    }
    if (type == long.class) {
      return number.longValue();
    }
    if (type == float.class) {
      return number.floatValue();
    }
    return type == double.class ? (Object) number.doubleValue() : (Object) number.intValue();
  }
}
