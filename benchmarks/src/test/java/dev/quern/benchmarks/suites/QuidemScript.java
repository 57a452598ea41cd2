package dev.quern.benchmarks.suites;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the queries of a Quidem script that are followed by {@code !ok}, {@code !update} or {@code
 * !error}. Plans, types and conditional blocks are Calcite's own and left out.
 */
final class QuidemScript {
  private final List<QuidemRecord> records = new ArrayList<>();
  private String database = "";
  private String sql = "";
  private int sqlLine;
  private boolean isInSql;
  private List<String> output = new ArrayList<>();
  private int depth;

  private QuidemScript() {}

  static List<QuidemRecord> parse(String text) {
    QuidemScript script = new QuidemScript();
    int line = 0;
    for (String content : text.lines().toList()) {
      line++;
      script.accept(content, line);
    }
    return script.records;
  }

  private void accept(String line, int number) {
    if (line.startsWith("!if")) {
      depth++;
    } else if (line.startsWith("!}")) {
      depth--;
      output = new ArrayList<>();
    } else if (depth == 0 && line.startsWith("!")) {
      command(line);
    } else if (depth == 0 && !line.startsWith("#")) {
      text(line, number);
    }
  }

  private void command(String line) {
    if (line.startsWith("!use ")) {
      database = line.substring("!use ".length()).strip();
    }
    boolean isError = line.startsWith("!error");
    boolean isUpdate = line.startsWith("!update");
    if (line.startsWith("!ok") || isUpdate || isError) {
      records.add(new QuidemRecord(sqlLine, database, sql, isUpdate, isError, output));
    }
    isInSql = false;
    output = new ArrayList<>();
  }

  /** A query ends with a semicolon; what follows is its output, up to an empty line. */
  private void text(String line, int number) {
    boolean isCount = line.matches("\\(\\d+ rows?( modified)?\\)");
    boolean startsSql = !isInSql && !isCount && output.isEmpty() && startsQuery(line);
    if (startsSql) {
      isInSql = true;
      sql = "";
      sqlLine = number;
    }
    if (!isInSql) {
      if (!line.isBlank() || !output.isEmpty()) {
        output.add(line);
      }
      return;
    }
    String code = line.replaceAll("--.*$", "").stripTrailing();
    boolean isEnd = code.endsWith(";");
    sql += (isEnd ? code.substring(0, code.length() - 1) : line) + "\n";
    isInSql = !isEnd;
  }

  private static boolean startsQuery(String line) {
    return line.strip()
        .toLowerCase(Locale.ROOT)
        .matches(
            "(select|with|values|\\(|--|/\\*|create|insert|drop|update|delete|table|explain).*");
  }
}
