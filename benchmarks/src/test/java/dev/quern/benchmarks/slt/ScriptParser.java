package dev.quern.benchmarks.slt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads the dialects of sqllogictest that DuckDB and GlareDB write: {@code statement}, {@code
 * query}, {@code loop}, {@code foreach}, {@code require}, {@code skipif}, {@code onlyif}, {@code
 * mode skip}, {@code halt}. Other directives are about the program that ran the suite first and are
 * passed over.
 */
final class ScriptParser {
  /** What a script may require: it is there, or it makes no difference. */
  private static final Set<String> MET =
      Set.of(
          "parquet",
          "json",
          "icu",
          "core_functions",
          "skip_reload",
          "no_alternative_verify",
          "vector_size",
          "strinline",
          "64bit",
          "longdouble",
          "notwindows",
          "noforcestorage");

  private static final Map<String, String> COLLECTIONS =
      Map.of(
          "<signed>", "tinyint smallint integer bigint hugeint",
          "<unsigned>", "utinyint usmallint uinteger ubigint uhugeint",
          "<integral>",
              "tinyint smallint integer bigint hugeint utinyint usmallint uinteger ubigint uhugeint",
          "<numeric>",
              "tinyint smallint integer bigint hugeint utinyint usmallint uinteger ubigint uhugeint"
                  + " float double",
          "<all_types_columns>",
              "bool tinyint smallint int bigint utinyint usmallint uint ubigint float double date"
                  + " time timestamp varchar");

  private final List<String> lines;
  private final List<ScriptRecord> records = new ArrayList<>();
  private String missing = "";
  private boolean halted;
  private boolean skipping;

  private ScriptParser(List<String> lines) {
    this.lines = lines;
  }

  /**
   * @param variables what stands for {@code {name}} everywhere
   */
  static Script parse(String name, String text, Map<String, String> variables) {
    ScriptParser parser = new ScriptParser(text.lines().toList());
    parser.block(0, parser.lines.size(), variables);
    return new Script(name, parser.records, parser.missing);
  }

  /** Reads the lines of a block, with loop variables put in. */
  private void block(int start, int end, Map<String, String> variables) {
    int at = start;
    while (at < end && !halted) {
      String line = put(lines.get(at), variables).strip();
      String[] words = line.split("\\s+", -1);
      switch (words[0]) {
        case "statement", "query" -> at = record(at, end, words, variables);
        case "loop", "concurrentloop", "foreach", "concurrentforeach" ->
            at = loop(at, end, words, variables);
        case "onlyif" -> at = afterRecord(at + 1, end);
        case "mode" -> {
          skipping = words[1].equals("skip") || (skipping && !words[1].equals("unskip"));
          at++;
        }
        case "require" -> {
          if (!MET.contains(words[1])) {
            missing = line;
          }
          at++;
        }
        case "require-env", "load" -> {
          missing = line;
          at++;
        }
        case "halt" -> halted = true;
        default -> at++;
      }
    }
  }

  private int loop(int at, int end, String[] words, Map<String, String> variables) {
    int close = at + 1;
    for (int depth = 1; close < end; close++) {
      String word = lines.get(close).strip();
      if (word.startsWith("endloop")) {
        depth--;
      } else if (word.matches("(concurrent)?(loop|foreach)\\s.*")) {
        depth++;
      }
      if (depth == 0) {
        break;
      }
    }
    List<String> values = words[0].endsWith("loop") ? numbers(words) : values(words);
    for (String value : values) {
      Map<String, String> inner = new HashMap<>(variables);
      inner.put(words[1], value);
      block(at + 1, close, inner);
    }
    return close + 1;
  }

  private static List<String> numbers(String[] words) {
    return IntStream.range(Integer.parseInt(words[2]), Integer.parseInt(words[3]))
        .mapToObj(Integer::toString)
        .toList();
  }

  private static List<String> values(String[] words) {
    List<String> values = new ArrayList<>();
    for (String word : List.of(words).subList(2, words.length)) {
      if (word.startsWith("!")) {
        values.remove(word.substring(1));
      } else {
        values.addAll(List.of(COLLECTIONS.getOrDefault(word, word).split(" ", -1)));
      }
    }
    return values;
  }

  private static String put(String line, Map<String, String> variables) {
    String result = line;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      result = result.replace("${" + variable.getKey() + "}", variable.getValue());
      result = result.replace("{" + variable.getKey() + "}", variable.getValue());
    }
    return result;
  }

  /** Returns the line after the record that begins at a line. */
  private int afterRecord(int at, int end) {
    int next = at;
    while (next < end && !lines.get(next).isBlank()) {
      next++;
    }
    return next;
  }

  private int record(int at, int end, String[] words, Map<String, String> variables) {
    int next = afterRecord(at, end);
    if (skipping) {
      return next;
    }
    List<String> sql = new ArrayList<>();
    int line = at + 1;
    while (line < next && !lines.get(line).strip().equals("----")) {
      sql.add(put(lines.get(line), variables));
      line++;
    }
    List<String> expected = new ArrayList<>();
    for (int i = line + 1; i < next; i++) {
      expected.add(put(lines.get(i), variables));
    }
    String text = String.join("\n", sql);
    records.add(
        words[0].equals("query")
            ? query(at + 1, words, text, line < next, expected)
            : statement(at + 1, words, text, expected));
    return next;
  }

  private static ScriptRecord statement(
      int line, String[] words, String sql, List<String> expected) {
    ScriptRecord.Kind kind =
        switch (words[1]) {
          case "ok" -> ScriptRecord.Kind.STATEMENT_OK;
          case "error" -> ScriptRecord.Kind.STATEMENT_ERROR;
          case "maybe" -> ScriptRecord.Kind.STATEMENT_MAYBE;
          default -> throw new IllegalArgumentException("line " + line + ": " + words[1]);
        };
    List<String> error = new ArrayList<>(expected);
    if (words.length > 2) {
      error.add(0, String.join(" ", List.of(words).subList(2, words.length)));
    }
    return new ScriptRecord(line, kind, sql, 0, ScriptRecord.Sorting.NOSORT, "", false, error);
  }

  private static ScriptRecord query(
      int line, String[] words, String sql, boolean hasResult, List<String> expected) {
    ScriptRecord.Sorting sorting = ScriptRecord.Sorting.NOSORT;
    String label = "";
    for (String word : List.of(words).subList(Math.min(2, words.length), words.length)) {
      if (word.equals("nosort") || word.equals("rowsort") || word.equals("valuesort")) {
        sorting = ScriptRecord.Sorting.valueOf(word.toUpperCase(Locale.ROOT));
      } else if (!word.startsWith("con")) {
        label = word;
      }
    }
    int columnCount = words.length > 1 ? words[1].length() : 1;
    return new ScriptRecord(
        line, ScriptRecord.Kind.QUERY, sql, columnCount, sorting, label, hasResult, expected);
  }
}
