package dev.quern.executor.expressions.functions.comparison;

import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.expressions.values.NativeBytes;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.Checks;
import dev.quern.plan.expressions.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The constants of a long IN list: an open-addressing table of indexes into the list. Values are
 * kept as two {@code long}s each, or as byte ranges.
 */
public final class ConstantSet {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final int[] slots;
  private final long[] first;
  private final long[] second;
  private final @Nullable NativeBytes[] texts;

  private ConstantSet(int size) {
    slots = new int[Integer.highestOneBit(Math.max(4, size)) * 4];
    first = new long[size];
    second = new long[size];
    texts = new NativeBytes[size];
  }

  /** Returns the set of literals that are of one type and not NULL. */
  public static ConstantSet create(List<@Nullable Literal> literals) {
    ConstantSet set = new ConstantSet(literals.size());
    for (int i = 0; i < literals.size(); i++) {
      Literal literal = literals.get(i);
      Checks.check(literal != null && !literal.isNull(), "NULL in a set of %s", literals.size());
      set.add(i, literal == null ? null : literal.value());
    }
    return set;
  }

  private void add(int index, @Nullable Object value) {
    if (value instanceof String text) {
      addBytes(index, text.getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      addBytes(index, bytes);
    } else if (value instanceof BigDecimal decimal) {
      BigInteger unscaled = decimal.unscaledValue();
      addPair(index, unscaled.shiftRight(64).longValue(), unscaled.longValue());
    } else if (value instanceof Double number) {
      addPair(index, 0, canonicalBits(number));
    } else if (value instanceof Long number) {
      addPair(index, number >> 63, number);
    } else {
      throw new IllegalStateException("not a constant of a set: " + value);
    }
  }

  private void addPair(int index, long high, long low) {
    first[index] = high;
    second[index] = low;
    insert(index, hash(high, low));
  }

  private void addBytes(int index, byte[] bytes) {
    NativeBytes text = new NativeBytes(bytes);
    texts[index] = text;
    first[index] = text.address();
    second[index] = text.length();
    insert(index, hashBytes(text.address(), text.length()));
  }

  private void insert(int index, int hash) {
    int slot = hash & (slots.length - 1);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = index + 1;
  }

  public static boolean contains(ConstantSet set, long value) {
    return contains(set, value >> 63, value);
  }

  public static boolean contains(ConstantSet set, double value) {
    return contains(set, 0L, canonicalBits(value));
  }

  public static boolean contains(ConstantSet set, long high, long low) {
    int slot = hash(high, low) & (set.slots.length - 1);
    while (set.slots[slot] != 0) {
      int index = set.slots[slot] - 1;
      if (set.second[index] == low && set.first[index] == high) {
        return true;
      }
      slot = (slot + 1) & (set.slots.length - 1);
    }
    return false;
  }

  public static boolean contains(ConstantSet set, long text, int length) {
    int slot = hashBytes(text, length) & (set.slots.length - 1);
    while (set.slots[slot] != 0) {
      int index = set.slots[slot] - 1;
      if (Bytes.equal(set.first[index], (int) set.second[index], text, length)) {
        return true;
      }
      slot = (slot + 1) & (set.slots.length - 1);
    }
    return false;
  }

  /** Both zeros are equal, and so are all NaNs. */
  private static long canonicalBits(double value) {
    return Double.doubleToLongBits(value == 0 ? 0.0 : value);
  }

  private static int hash(long high, long low) {
    long mixed = (low ^ high * 31) * MULTIPLIER;
    return (int) (mixed >>> 32);
  }

  private static int hashBytes(long text, int length) {
    long hash = length;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      hash = (hash ^ Memory.getLong(text + i)) * MULTIPLIER;
      hash ^= hash >>> 29;
    }
    for (; i < length; i++) {
      hash = (hash ^ Memory.getByte(text + i)) * MULTIPLIER;
    }
    return (int) (hash >>> 32);
  }
}
