package dev.quern.benchmarks.slt;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.plan.errors.ErrorKind;
import dev.quern.plan.errors.QueryException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs the records of one script on Quern and compares. Where a DuckDB is given it takes all
 * statements that make or change tables; queries over them run on Quern alone.
 */
final class ScriptRun {
  private static final Set<String> QUERY_WORDS =
      Set.of(
          "select", "with", "from", "values", "table", "describe", "summarize", "show", "explain");

  /** Statements that set up the program that ran the suite first. */
  private static final Set<String> FOREIGN_SETTINGS =
      Set.of(
          "set", "pragma", "reset", "load", "install", "checkpoint", "analyze", "vacuum", "call");

  private final Script script;
  private final QuernSide quern;
  private final @Nullable DuckDbSide duckDb;
  private final List<Failure> failures = new ArrayList<>();
  private final Map<String, List<List<@Nullable String>>> labelled = new HashMap<>();
  private boolean nullsFirst;
  private final StringBuilder views = new StringBuilder();

  ScriptRun(Script script, QuernSide quern, @Nullable DuckDbSide duckDb) {
    this.script = script;
    this.quern = quern;
    this.duckDb = duckDb;
  }

  /** Returns the records that failed. */
  List<Failure> run() {
    for (ScriptRecord record : script.records()) {
      try {
        if (duckDb != null && !isForQuern(record.sql())) {
          prepare(record, duckDb);
        } else {
          check(record);
        }
      } catch (SQLException e) {
        fail(record, Failure.Kind.SETUP, String.valueOf(e.getMessage()));
      }
    }
    return failures;
  }

  private static boolean isForQuern(String sql) {
    return QUERY_WORDS.contains(firstWord(sql)) || isView(sql);
  }

  private static boolean isView(String sql) {
    return plain(sql)
        .matches("create\\s+(or\\s+replace\\s+)?(temp\\s+|temporary\\s+)?view\\s(?s:.*)");
  }

  private static String plain(String sql) {
    return sql.replaceAll("(?m)^\\s*--.*$", "").strip().toLowerCase(Locale.ROOT);
  }

  private static String firstWord(String sql) {
    String plain = plain(sql).replaceFirst("^[(\\s]+", "");
    return plain.split("[^a-z_]", 2)[0];
  }

  private void prepare(ScriptRecord record, DuckDbSide database) throws SQLException {
    nullsFirst |= plain(record.sql()).matches(".*default_null_order.*first.*");
    try {
      if (isDropOfView(record.sql())) {
        quern.run(record.sql());
      }
      database.run(record.sql());
    } catch (SQLException | QueryException e) {
      boolean matters =
          record.kind() == ScriptRecord.Kind.STATEMENT_OK
              && !FOREIGN_SETTINGS.contains(firstWord(record.sql()));
      if (matters) {
        fail(record, Failure.Kind.SETUP, String.valueOf(e.getMessage()));
      }
    }
  }

  private static boolean isDropOfView(String sql) {
    return plain(sql).startsWith("drop view");
  }

  private void check(ScriptRecord record) throws SQLException {
    if (duckDb != null) {
      for (String declaration : duckDb.declarations(record.sql() + views)) {
        declare(record, declaration);
      }
      if (isView(record.sql())) {
        views.append(' ').append(record.sql());
      }
    }
    try {
      Answer answer = quern.run(record.sql());
      if (record.kind() == ScriptRecord.Kind.STATEMENT_ERROR) {
        fail(record, Failure.Kind.MISMATCH, "no error, but " + head(answer));
      } else if (record.kind() == ScriptRecord.Kind.QUERY && !isForeignPlan(record.sql())) {
        compare(record, answer);
      }
    } catch (QueryException e) {
      refused(record, e);
    } catch (RuntimeException | Error e) {
      fail(record, Failure.Kind.INTERNAL, e.toString());
    }
  }

  private void declare(ScriptRecord record, String declaration) {
    try {
      quern.run(declaration);
    } catch (QueryException e) {
      fail(record, Failure.Kind.INTERNAL, declaration + ": " + e.message());
    }
  }

  private void refused(ScriptRecord record, QueryException e) {
    if (e.kind() == ErrorKind.INTERNAL) {
      fail(record, Failure.Kind.INTERNAL, e.message());
      return;
    }
    switch (record.kind()) {
      case STATEMENT_MAYBE -> {}
      case STATEMENT_ERROR -> {
        String wrong = duckDb == null ? wrongError(record, e) : "";
        if (!wrong.isEmpty()) {
          fail(record, Failure.Kind.MISMATCH, wrong);
        }
      }
      default -> fail(record, Failure.Kind.REFUSED, e.code() + " " + e.message());
    }
  }

  /** Our own scripts say which error: its SQLSTATE, and a pattern that occurs in the message. */
  private static String wrongError(ScriptRecord record, QueryException e) {
    String error = e.sqlState() + " " + e.message();
    for (String pattern : record.expected()) {
      if (!Pattern.compile(pattern).matcher(error).find()) {
        return "error \"" + error + "\" instead of \"" + pattern + "\"";
      }
    }
    return "";
  }

  private void compare(ScriptRecord record, Answer answer) throws SQLException {
    String difference = record.hasResult() ? difference(record, answer) : "";
    if (!difference.isEmpty() && duckDb != null && ResultComparison.isHash(record)) {
      ScriptRecord withRows = record.expecting(duckDb.query(record.sql()));
      difference = difference(withRows, answer);
    }
    if (difference.isEmpty() && !record.label().isEmpty()) {
      List<List<@Nullable String>> first = labelled.putIfAbsent(record.label(), answer.rows());
      boolean ordered = record.sorting() == ScriptRecord.Sorting.NOSORT;
      if (first != null && ordered && !first.equals(answer.rows())) {
        difference = "another result than the first of label " + record.label();
      }
    }
    if (!difference.isEmpty()) {
      fail(record, Failure.Kind.MISMATCH, difference);
    }
  }

  private String difference(ScriptRecord record, Answer answer) {
    return new ResultComparison(record, answer, duckDb != null, nullsFirst).difference();
  }

  /** Plans and names of types are each product's own. */
  private boolean isForeignPlan(String sql) {
    String word = firstWord(sql);
    return duckDb != null && (word.equals("explain") || word.equals("describe"));
  }

  private static String head(Answer answer) {
    return answer.rows().size() + " rows " + answer.rows().stream().limit(3).toList();
  }

  private void fail(ScriptRecord record, Failure.Kind kind, String message) {
    failures.add(new Failure(script.name() + ":" + record.line(), kind, message, record.sql()));
  }
}
