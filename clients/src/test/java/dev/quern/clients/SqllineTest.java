package dev.quern.clients;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlline.SqlLine;

/** sqlline's metadata commands and queries. */
class SqllineTest {
  @TempDir Path folder;

  @Test
  void runsMetadataCommandsAndQueries() throws Exception {
    String output =
        run(
            SampleFolder.fill(folder),
            "!set outputformat csv",
            "!tables",
            "!columns customers",
            "!describe orders",
            "!primarykeys customers",
            "!exportedkeys customers",
            "!importedkeys customers",
            "!indexes customers",
            "!procedures",
            "!typeinfo",
            "!metadata getCatalogs",
            "!metadata getSchemas",
            "!metadata getTableTypes",
            "!dbinfo",
            "!isolation TRANSACTION_READ_COMMITTED",
            "!autocommit off",
            "!commit",
            "!rollback",
            "!autocommit on",
            "SELECT name, amount FROM spending ORDER BY amount DESC;",
            "!set outputformat table",
            "SELECT city, joined, credit FROM customers ORDER BY id;",
            "SELECT items FROM baskets;",
            "!outputformat vertical",
            "SELECT count(*) AS n FROM orders WHERE \"year\" = 2024;",
            "!sql SELECT nonsense;",
            "!close");

    assertTrue(output.contains("'customers'"), output);
    assertTrue(output.contains("'spending','VIEW'"), output);
    assertTrue(output.contains("'credit','3','DECIMAL','9'"), output);
    assertTrue(output.contains("'Ada','1300'"), output);
    assertTrue(output.contains("| New York | 2022-03-31 |"), output);
    assertTrue(output.contains("| [a, b] |"), output);
    assertTrue(output.matches("(?s).*n +50\\s.*"), output);
    assertTrue(output.contains("state=42703"), output);
    for (String failure : new String[] {"Exception", "not supported", "Unknown command", "NULL]"}) {
      assertFalse(output.contains(failure), failure + " in: " + output);
    }
  }

  private static String run(String url, String... commands) throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    SqlLine shell = new SqlLine();
    shell.setOutputStream(output);
    shell.setErrorStream(output);
    String script = String.join("\n", commands) + "\n!quit\n";
    String[] arguments = {
      "-u",
      url,
      "-n",
      "",
      "-p",
      "",
      "-d",
      "dev.quern.jdbc.QuernDriver",
      "--color=false",
      "--force=true"
    };
    shell.begin(
        arguments, new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)), false);
    return output.toString(StandardCharsets.UTF_8);
  }
}
