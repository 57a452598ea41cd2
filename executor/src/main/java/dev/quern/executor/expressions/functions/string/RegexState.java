package dev.quern.executor.expressions.functions.string;

import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.expressions.values.NativeBytes;
import dev.quern.executor.expressions.values.Slice;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The regular expression of one place of call, compiled again only if it changes, and the functions
 * that use it. Syntax is that of {@code java.util.regex}. Flags: {@code i} ignores case, {@code s}
 * lets a dot match line ends, {@code m} lets ^ and $ match at lines, {@code g} replaces all.
 */
public final class RegexState {
  private final GuardedText text = new GuardedText();
  private @Nullable NativeBytes source;
  private String sourceFlags = "";
  private @Nullable Matcher matcher;
  private boolean replacesAll;

  /** Returns a state that has compiled nothing yet. */
  static RegexState create(List<@Nullable Literal> constants) {
    return new RegexState();
  }

  public static boolean matches(
      RegexState state, long text, int length, long pattern, int patternLength) {
    return state.finds(state.matcher(text, length, pattern, patternLength, ""));
  }

  public static boolean matches(
      RegexState state,
      long text,
      int length,
      long pattern,
      int patternLength,
      long flags,
      int flagsLength) {
    String options = Bytes.toString(flags, flagsLength);
    return state.finds(state.matcher(text, length, pattern, patternLength, options));
  }

  public static long count(
      RegexState state, long text, int length, long pattern, int patternLength) {
    Matcher matcher = state.matcher(text, length, pattern, patternLength, "");
    long count = 0;
    while (state.finds(matcher)) {
      count++;
    }
    return count;
  }

  public static void extract(
      RegexState state, long text, int length, long pattern, int patternLength, Slice result) {
    extract(state, text, length, pattern, patternLength, 0, result);
  }

  /** Returns what the group matched first; an empty text if there is no match. */
  public static void extract(
      RegexState state,
      long text,
      int length,
      long pattern,
      int patternLength,
      long group,
      Slice result) {
    Matcher matcher = state.matcher(text, length, pattern, patternLength, "");
    if (group < 0 || group > matcher.groupCount()) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Regular expression has no such group: group="
              + group
              + ", groups="
              + matcher.groupCount());
    }
    int index = (int) group;
    if (!state.finds(matcher) || matcher.start(index) < 0) {
      result.set(text, 0);
    } else if (state.text.isAscii()) {
      result.set(text + matcher.start(index), matcher.end(index) - matcher.start(index));
    } else {
      result.setBytes(matcher.group(index).getBytes(StandardCharsets.UTF_8));
    }
  }

  public static void replace(
      RegexState state,
      long text,
      int length,
      long pattern,
      int patternLength,
      long replacement,
      int replacementLength,
      Slice result) {
    replace(
        state,
        text,
        length,
        pattern,
        patternLength,
        replacement,
        replacementLength,
        replacement,
        0,
        result);
  }

  /** Replaces the first match, with flag {@code g} all; {@code \1} stands for a group. */
  public static void replace(
      RegexState state,
      long text,
      int length,
      long pattern,
      int patternLength,
      long replacement,
      int replacementLength,
      long flags,
      int flagsLength,
      Slice result) {
    String options = Bytes.toString(flags, flagsLength);
    Matcher matcher = state.matcher(text, length, pattern, patternLength, options);
    if (!state.finds(matcher)) {
      result.set(text, length);
      return;
    }
    String template = Bytes.toString(replacement, replacementLength);
    String whole = state.text.toString();
    StringBuilder replaced = new StringBuilder();
    int copied = 0;
    do {
      replaced.append(whole, copied, matcher.start());
      appendReplacement(template, matcher, replaced);
      copied = matcher.end();
    } while (state.replacesAll && state.finds(matcher));
    replaced.append(whole, copied, whole.length());
    result.setBytes(replaced.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void appendReplacement(String template, Matcher matcher, StringBuilder replaced) {
    int i = 0;
    while (i < template.length()) {
      char c = template.charAt(i++);
      if (c != '\\' || i == template.length()) {
        replaced.append(c);
        continue;
      }
      char next = template.charAt(i++);
      int group = next == '&' ? 0 : next - '0';
      if (group < 0 || group > 9) {
        replaced.append(next);
      } else if (group <= matcher.groupCount() && matcher.start(group) >= 0) {
        replaced.append(matcher.group(group));
      }
    }
  }

  private boolean finds(Matcher prepared) {
    try {
      return prepared.find();
    } catch (StackOverflowError e) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Regular expression nests too deeply for a text: pattern=" + prepared.pattern(),
          e);
    }
  }

  private Matcher matcher(long address, int length, long pattern, int patternLength, String flags) {
    text.set(address, length);
    Matcher known = matcher;
    NativeBytes knownSource = source;
    if (known != null
        && knownSource != null
        && Bytes.equal(knownSource.address(), knownSource.length(), pattern, patternLength)
        && sourceFlags.equals(flags)) {
      return known.reset(text);
    }
    byte[] bytes = Bytes.toArray(pattern, patternLength);
    String expression = new String(bytes, StandardCharsets.UTF_8);
    Matcher made = compile(expression, flags).matcher(text);
    source = new NativeBytes(bytes);
    sourceFlags = flags;
    replacesAll = flags.indexOf('g') >= 0;
    matcher = made;
    return made;
  }

  private static Pattern compile(String expression, String flags) {
    int options = 0;
    for (int i = 0; i < flags.length(); i++) {
      switch (flags.charAt(i)) {
        case 'i':
          options |= Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
          break;
        case 's':
          options |= Pattern.DOTALL;
          break;
        case 'm':
          options |= Pattern.MULTILINE;
          break;
        case 'c':
        case 'g':
          break;
        default:
          throw new QueryException(
              ErrorCode.INVALID_ARGUMENT,
              "Unknown flag of a regular expression: flag="
                  + flags.charAt(i)
                  + ", expected some of i, s, m, c, g");
      }
    }
    try {
      return Pattern.compile(expression, options);
    } catch (PatternSyntaxException e) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Invalid regular expression: pattern="
              + expression
              + ", position="
              + e.getIndex()
              + ", problem="
              + e.getDescription(),
          e);
    } catch (StackOverflowError e) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "Regular expression nests too deeply", e);
    }
  }

  /** SIMILAR TO: the whole text must match a pattern of SQL's own syntax. */
  public static boolean similar(
      RegexState state, long text, int length, long pattern, int patternLength) {
    state.text.set(text, length);
    Matcher known = state.matcher;
    NativeBytes knownSource = state.source;
    if (known == null
        || knownSource == null
        || !Bytes.equal(knownSource.address(), knownSource.length(), pattern, patternLength)) {
      byte[] bytes = Bytes.toArray(pattern, patternLength);
      String expression = SimilarPattern.toRegex(new String(bytes, StandardCharsets.UTF_8));
      known = compile(expression, "s").matcher(state.text);
      state.source = new NativeBytes(bytes);
      state.matcher = known;
    } else {
      known.reset(state.text);
    }
    return state.finds(known);
  }
}
