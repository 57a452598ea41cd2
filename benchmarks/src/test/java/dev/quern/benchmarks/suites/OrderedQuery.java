package dev.quern.benchmarks.suites;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.benchmarks.queries.AnswerComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A query taken apart at its last ORDER BY and LIMIT, so that its answer can be judged where ties
 * leave the order, and the choice of rows, open.
 *
 * @param withoutLimit the query with all its rows
 * @param limit the number of rows asked for, or {@link Integer#MAX_VALUE}
 * @param orderKeys the keys as they are written, without directions
 */
record OrderedQuery(String withoutLimit, int limit, List<String> orderKeys) {
  private static final Pattern LIMIT =
      Pattern.compile("\\bLIMIT\\s+(\\d+)\\s*$", Pattern.CASE_INSENSITIVE);
  private static final Pattern DIRECTION =
      Pattern.compile(
          "(\\s+(ASC|DESC))?(\\s+NULLS\\s+(FIRST|LAST))?\\s*$", Pattern.CASE_INSENSITIVE);

  static OrderedQuery of(String sql) {
    String query = sql.strip().replaceAll("[;\\s]+$", "");
    int limit = Integer.MAX_VALUE;
    Matcher matcher = LIMIT.matcher(query);
    if (matcher.find()) {
      limit = Integer.parseInt(matcher.group(1));
      query = query.substring(0, matcher.start()).strip();
    }
    int orderBy = query.toUpperCase(Locale.ROOT).lastIndexOf("ORDER BY");
    List<String> keys = new ArrayList<>();
    if (orderBy >= 0 && isBalanced(query.substring(orderBy))) {
      for (String key : topLevelParts(query.substring(orderBy + "ORDER BY".length()))) {
        keys.add(DIRECTION.matcher(key.strip()).replaceAll(""));
      }
    }
    return new OrderedQuery(query, limit, keys);
  }

  /**
   * Compares the limited answer with all rows of the rival, in the rival's order: the keys of the
   * first rows must be the same one after the other, and each row must be among the rival's.
   *
   * @param names the names of the columns
   */
  Optional<String> difference(Answer limited, Answer all, List<String> names) {
    int expectedRows = Math.min(limit, all.rows().size());
    if (limited.rows().size() != expectedRows) {
      return Optional.of(limited.rows().size() + " rows instead of " + expectedRows);
    }
    List<Integer> columns = keyColumns(names);
    Answer expectedFirst = new Answer(all.floating(), all.rows().subList(0, expectedRows));
    Optional<String> order =
        AnswerComparison.difference(picked(limited, columns), picked(expectedFirst, columns), true);
    return order.map(text -> "ordered by " + columns + ", " + text);
  }

  /** Returns the columns that are the first sort keys, up to a key that is no column. */
  private List<Integer> keyColumns(List<String> names) {
    List<Integer> columns = new ArrayList<>();
    for (String key : orderKeys) {
      int column = column(key, names);
      if (column < 0) {
        break;
      }
      columns.add(column);
    }
    return columns;
  }

  private static int column(String key, List<String> names) {
    if (key.matches("\\d+")) {
      return Integer.parseInt(key) - 1;
    }
    String name = key.substring(key.lastIndexOf('.') + 1);
    int found = -1;
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        if (found >= 0) {
          return -1;
        }
        found = i;
      }
    }
    return found;
  }

  private static Answer picked(Answer answer, List<Integer> columns) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (List<@Nullable String> row : answer.rows()) {
      List<@Nullable String> picked = new ArrayList<>();
      columns.forEach(column -> picked.add(row.get(column)));
      rows.add(picked);
    }
    return new Answer(columns.stream().map(answer.floating()::get).toList(), rows);
  }

  private static boolean isBalanced(String text) {
    return text.chars().filter(c -> c == '(').count() == text.chars().filter(c -> c == ')').count();
  }

  private static List<String> topLevelParts(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }
}
