package dev.quern.benchmarks.suites;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the records of a logic test of SQLite that are meant for PostgreSQL, whose semantics Quern
 * has. Statements that must fail are left out: they make no rows.
 */
final class LogicTestFile {
  private static final String DIALECT = "postgresql";
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final List<String> lines;
  private final List<LogicRecord> records = new ArrayList<>();
  private int next;

  private LogicTestFile(List<String> lines) {
    this.lines = lines;
  }

  static List<LogicRecord> parse(String text) {
    LogicTestFile file = new LogicTestFile(text.lines().toList());
    while (file.next < file.lines.size() && file.readRecord()) {
      file.next++;
    }
    return file.records;
  }

  /** Reads the lines up to the next empty one; returns false at a halt. */
  private boolean readRecord() {
    boolean isMeant = true;
    while (next < lines.size() && !lines.get(next).isBlank()) {
      String[] words = SPACE.split(lines.get(next));
      int line = next + 1;
      next++;
      switch (words[0]) {
        case "skipif" -> isMeant &= !words[1].equals(DIALECT);
        case "onlyif" -> isMeant &= words[1].equals(DIALECT);
        case "statement" -> {
          String sql = readSql();
          if (isMeant && words[1].equals("ok")) {
            records.add(new LogicRecord(line, sql, "", "nosort", List.of()));
          }
        }
        case "query" -> {
          String sql = readSql();
          List<String> expected = readExpected();
          if (isMeant) {
            String sort = words.length > 2 ? words[2] : "nosort";
            records.add(new LogicRecord(line, sql, words[1], sort, expected));
          }
        }
        case "halt" -> {
          if (isMeant) {
            return false;
          }
        }
        case "hash-threshold" -> {}
        default -> {
          if (!words[0].startsWith("#")) {
            throw new IllegalStateException("unknown record in line " + line + ": " + words[0]);
          }
        }
      }
    }
    return true;
  }

  private String readSql() {
    StringBuilder sql = new StringBuilder();
    while (next < lines.size() && !lines.get(next).isBlank() && !lines.get(next).equals("----")) {
      sql.append(lines.get(next)).append('\n');
      next++;
    }
    return sql.toString().strip();
  }

  private List<String> readExpected() {
    List<String> expected = new ArrayList<>();
    if (next < lines.size() && lines.get(next).equals("----")) {
      next++;
      while (next < lines.size() && !lines.get(next).isEmpty()) {
        expected.add(lines.get(next));
        next++;
      }
    }
    return expected;
  }
}
