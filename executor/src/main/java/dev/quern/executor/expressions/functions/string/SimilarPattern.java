package dev.quern.executor.expressions.functions.string;

/**
 * Rewrites a pattern of SIMILAR TO as a regular expression: {@code %} and {@code _} as in LIKE;
 * {@code | * + ? { } ( ) [ ]} as in regular expressions; all other characters are themselves.
 */
final class SimilarPattern {
  private SimilarPattern() {}

  static String toRegex(String pattern) {
    StringBuilder regex = new StringBuilder("\\A(?:");
    boolean inBrackets = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        i++;
        appendLiteral(pattern.charAt(i), regex);
      } else if (inBrackets) {
        inBrackets = c != ']';
        regex.append(c == '[' || c == '&' ? "\\" + c : String.valueOf(c));
      } else if (c == '%') {
        regex.append(".*");
      } else if (c == '_') {
        regex.append('.');
      } else if (c == '(') {
        regex.append("(?:");
      } else if ("|*+?{})[".indexOf(c) >= 0) {
        regex.append(c);
        inBrackets = c == '[';
      } else {
        appendLiteral(c, regex);
      }
    }
    return regex.append(")\\z").toString();
  }

  private static void appendLiteral(char c, StringBuilder regex) {
    if (c < 128 && !Character.isLetterOrDigit(c)) {
      regex.append('\\');
    }
    regex.append(c);
  }
}
