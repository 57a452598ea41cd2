package dev.quern.executor.expressions.functions.string;

import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.expressions.values.NativeBytes;
import dev.quern.executor.expressions.values.Scratch;
import dev.quern.executor.expressions.values.Slice;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The pattern of a LIKE or ILIKE, parsed once if it is constant, else whenever it changes. */
public final class LikeState {
  private final boolean ignoresCase;
  private final boolean isConstant;
  private final Scratch scratch = new Scratch();
  private final Slice lowered = new Slice(scratch);
  private @Nullable LikePattern pattern;
  private @Nullable NativeBytes source;
  private int sourceEscape = LikePattern.NO_ESCAPE;

  private LikeState(boolean ignoresCase, boolean isConstant) {
    this.ignoresCase = ignoresCase;
    this.isConstant = isConstant;
  }

  static LikeState caseSensitive(List<@Nullable Literal> constants) {
    return new LikeState(false, isConstant(constants));
  }

  static LikeState ignoringCase(List<@Nullable Literal> constants) {
    return new LikeState(true, isConstant(constants));
  }

  private static boolean isConstant(List<@Nullable Literal> constants) {
    for (Literal constant : constants.subList(1, constants.size())) {
      if (constant == null) {
        return false;
      }
    }
    return true;
  }

  /** Matches with backslash as the escape character, as PostgreSQL does. */
  public static boolean like(
      LikeState state, long text, int length, long pattern, int patternLength) {
    LikePattern parsed = state.pattern;
    if (parsed == null || !state.isConstant) {
      parsed = state.parse(pattern, patternLength, '\\');
    }
    return state.matches(parsed, text, length);
  }

  /** Matches with the given escape character; an empty text means none. */
  public static boolean like(
      LikeState state,
      long text,
      int length,
      long pattern,
      int patternLength,
      long escape,
      int escapeLength) {
    LikePattern parsed = state.pattern;
    if (parsed == null || !state.isConstant) {
      parsed = state.parse(pattern, patternLength, escapeOf(escape, escapeLength));
    }
    return state.matches(parsed, text, length);
  }

  private static int escapeOf(long escape, int escapeLength) {
    if (escapeLength > 1) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Escape must be one ASCII character: escape=" + Bytes.toString(escape, escapeLength));
    }
    return escapeLength == 0 ? LikePattern.NO_ESCAPE : Memory.getByte(escape);
  }

  private LikePattern parse(long address, int length, int escape) {
    LikePattern parsed = pattern;
    NativeBytes known = source;
    if (parsed != null
        && known != null
        && sourceEscape == escape
        && Bytes.equal(known.address(), known.length(), address, length)) {
      return parsed;
    }
    byte[] bytes = Bytes.toArray(address, length);
    source = new NativeBytes(bytes);
    sourceEscape = escape;
    if (ignoresCase) {
      String lower = new String(bytes, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
      bytes = lower.getBytes(StandardCharsets.UTF_8);
    }
    parsed = new LikePattern(bytes, escape);
    pattern = parsed;
    return parsed;
  }

  private boolean matches(LikePattern parsed, long text, int length) {
    if (!ignoresCase) {
      return parsed.matches(text, length);
    }
    Texts.lower(text, length, lowered);
    boolean matches = parsed.matches(lowered.address, lowered.length);
    scratch.reset();
    return matches;
  }
}
