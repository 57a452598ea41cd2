package dev.quern.benchmarks.rivals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table as the {@code schema.sql} of a generated data set declares it, so that every engine reads
 * the same files with the same types.
 *
 * @param name its name
 * @param columns types by name, in order, as SQL writes them
 * @param format {@code csv} or {@code parquet}
 * @param folder absolute path of the folder with its files
 */
public record DeclaredTable(String name, Map<String, String> columns, String format, Path folder) {
  private static final Pattern TABLE =
      Pattern.compile(
          "CREATE EXTERNAL TABLE (\\w+) \\((.*?)\\) STORED AS (\\w+) LOCATION '([^']*)'",
          Pattern.DOTALL);
  private static final Pattern COLUMN =
      Pattern.compile("(\\w+) ([A-Z]+(?:\\(\\d+,\\s*\\d+\\))?)(?: NOT NULL)?(?:,|\\s*$)");

  public DeclaredTable {
    columns = new LinkedHashMap<>(columns);
  }

  /** Returns the tables of the data set in {@code data}, in the order of their declarations. */
  public static List<DeclaredTable> of(Path data) {
    List<DeclaredTable> tables = new ArrayList<>();
    try {
      Matcher declared = TABLE.matcher(Files.readString(data.resolve("schema.sql")));
      while (declared.find()) {
        Map<String, String> columns = new LinkedHashMap<>();
        Matcher column = COLUMN.matcher(declared.group(2));
        while (column.find()) {
          columns.put(column.group(1), column.group(2));
        }
        tables.add(
            new DeclaredTable(
                declared.group(1),
                columns,
                declared.group(3).toLowerCase(Locale.ROOT),
                data.toAbsolutePath().resolve(declared.group(4))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tables;
  }

  /** Returns a glob of the table's files. */
  public String glob() {
    return folder + "/*." + format;
  }
}
