package dev.quern.jdbc;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC search pattern: {@code %} any text, {@code _} any character, a backslash takes the meaning
 * away.
 */
final class NamePattern {
  private final @Nullable Pattern pattern;

  private NamePattern(@Nullable Pattern pattern) {
    this.pattern = pattern;
  }

  /** Returns the pattern; null matches every name. */
  static NamePattern of(@Nullable String text) {
    if (text == null) {
      return new NamePattern(null);
    }
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        regex.append(".*");
      } else if (c == '_') {
        regex.append('.');
      } else {
        if (c == '\\' && i + 1 < text.length()) {
          i++;
          c = text.charAt(i);
        }
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return new NamePattern(
        Pattern.compile(
            regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL));
  }

  boolean matches(String name) {
    return pattern == null || pattern.matcher(name).matches();
  }
}
