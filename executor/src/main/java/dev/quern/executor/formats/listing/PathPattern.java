package dev.quern.executor.formats.listing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A glob cut into a folder without wildcards and a pattern for what is below it. {@code *} and
 * {@code ?} stop at a slash, {@code **} does not, {@code [ab]} and {@code {a,b}} are alternatives,
 * a backslash takes the meaning away.
 *
 * @param root the deepest folder that needs no matching
 * @param remainder matches paths relative to {@code root}, with slashes; null if the text has no
 *     wildcard
 * @param maxDepth how many levels below {@code root} a match can be
 */
record PathPattern(Path root, @Nullable Pattern remainder, int maxDepth) {

  static PathPattern parse(Path base, String text) {
    int wildcard = firstWildcard(text);
    if (wildcard < 0) {
      return new PathPattern(base.resolve(text).normalize(), null, Integer.MAX_VALUE);
    }
    int slash = text.lastIndexOf('/', wildcard);
    String folder = slash < 0 ? "" : text.substring(0, slash == 0 ? 1 : slash);
    String glob = text.substring(slash + 1);
    int depth = glob.contains("**") ? Integer.MAX_VALUE : glob.split("/", -1).length;
    return new PathPattern(base.resolve(folder).normalize(), compile(glob), depth);
  }

  private static int firstWildcard(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("*?[{".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static Pattern compile(String glob) {
    StringBuilder regex = new StringBuilder();
    List<Character> open = new ArrayList<>();
    int i = 0;
    while (i < glob.length()) {
      char c = glob.charAt(i++);
      switch (c) {
        case '*':
          if (i < glob.length() && glob.charAt(i) == '*') {
            i++;
            if (i < glob.length() && glob.charAt(i) == '/') {
              i++;
              regex.append("(?:.*/)?");
            } else {
              regex.append(".*");
            }
          } else {
            regex.append("[^/]*");
          }
          break;
        case '?':
          regex.append("[^/]");
          break;
        case '[':
          int end = glob.indexOf(']', i + 1);
          if (end < 0) {
            regex.append("\\[");
            break;
          }
          String members =
              glob.substring(i, end)
                  .replace("\\", "\\\\")
                  .replace("[", "\\[")
                  .replace("&&", "&\\&");
          regex
              .append('[')
              .append(members.startsWith("!") ? "^" + members.substring(1) : members)
              .append(']');
          i = end + 1;
          break;
        case '{':
          regex.append("(?:");
          open.add('{');
          break;
        case '}':
          if (open.isEmpty()) {
            regex.append("\\}");
          } else {
            open.remove(open.size() - 1);
            regex.append(')');
          }
          break;
        case ',':
          regex.append(open.isEmpty() ? "," : "|");
          break;
        case '\\':
          if (i < glob.length()) {
            regex.append(Pattern.quote(String.valueOf(glob.charAt(i++))));
          }
          break;
        default:
          regex.append(Pattern.quote(String.valueOf(c)));
          break;
      }
    }
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      return Pattern.compile(Pattern.quote(glob));
    }
  }
}
