package dev.quern.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Writes the list of {@link ClassesAhead}: the build runs this program in a Java machine of its own
 * that logs the classes it loads, so that the list always fits the code.
 */
final class StartClasses {
  private StartClasses() {}

  /**
   * Asks a first query and writes which classes that has loaded.
   *
   * @param args the log of this Java machine, a line {@code class source: ...} for each class; the
   *     list to write
   */
  public static void main(String[] args) throws IOException, SQLException {
    Path log = Path.of(args[0]);
    Path list = Path.of(args[1]);
    // Empty while a query runs, so that the order is that in which it asks for classes.
    Files.createDirectories(list.getParent());
    Files.writeString(list, "");
    askFirstQuery();
    Files.write(list, classes(Files.readAllLines(log)));
  }

  private static void askFirstQuery() throws IOException, SQLException {
    Path csv = Files.createTempFile("start-classes", ".csv");
    Files.writeString(csv, "id,amount\n1,2.5\n2,0.5\n");
    try (Connection connection = DriverManager.getConnection("jdbc:quern:");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT count(*), sum(amount) FROM '" + csv + "'")) {
      while (rows.next()) {
        rows.getString(1);
      }
    } finally {
      Files.delete(csv);
    }
  }

  /**
   * Returns the classes that come from files; not those of the JDK, of tests, or made at run time.
   */
  static List<String> classes(List<String> log) {
    return log.stream()
        .filter(line -> line.contains(" source: file:"))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .filter(name -> !name.contains("/"))
        .filter(
            name -> !name.startsWith("org.slf4j.") && !name.equals(StartClasses.class.getName()))
        .distinct()
        .toList();
  }
}
