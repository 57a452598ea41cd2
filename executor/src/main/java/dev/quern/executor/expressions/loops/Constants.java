package dev.quern.executor.expressions.loops;

import dev.quern.executor.expressions.values.NativeBytes;
import dev.quern.plan.expressions.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The constants of one query in the form in which loops use them, by slot. Texts lie off the heap
 * as long as this object is reachable.
 */
public final class Constants {
  private final long[] first;
  private final long[] second;
  private final double[] doubles;
  private final List<NativeBytes> texts = new ArrayList<>();

  /** Takes literals that are not NULL. */
  public Constants(List<Literal> literals) {
    first = new long[literals.size()];
    second = new long[literals.size()];
    doubles = new double[literals.size()];
    for (int slot = 0; slot < literals.size(); slot++) {
      set(slot, literals.get(slot).value());
    }
  }

  private void set(int slot, @Nullable Object value) {
    if (value instanceof Long number) {
      first[slot] = number;
    } else if (value instanceof Double number) {
      doubles[slot] = number;
    } else if (value instanceof Boolean bool) {
      first[slot] = bool ? 1 : 0;
    } else if (value instanceof BigDecimal decimal) {
      BigInteger unscaled = decimal.unscaledValue();
      second[slot] = unscaled.longValue();
      first[slot] = unscaled.shiftRight(64).longValue();
    } else if (value instanceof String text) {
      setBytes(slot, text.getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      setBytes(slot, bytes);
    } else {
      throw new IllegalStateException("not a constant of a loop: " + value);
    }
  }

  private void setBytes(int slot, byte[] bytes) {
    NativeBytes text = new NativeBytes(bytes);
    texts.add(text);
    first[slot] = text.address();
    second[slot] = text.length();
  }

  /** Returns an integer, a date, a time or an interval. */
  public long number(int slot) {
    return first[slot];
  }

  /** Returns the unscaled value of a decimal of at most 18 digits. */
  public long shortDecimal(int slot) {
    return second[slot];
  }

  public boolean bool(int slot) {
    return first[slot] != 0;
  }

  public double floating(int slot) {
    return doubles[slot];
  }

  /** Returns the upper half of a 128-bit decimal. */
  public long high(int slot) {
    return first[slot];
  }

  /** Returns the lower half of a 128-bit decimal. */
  public long low(int slot) {
    return second[slot];
  }

  /** Returns where a text begins. */
  public long address(int slot) {
    return first[slot];
  }

  /** Returns the bytes of a text. */
  public int length(int slot) {
    return (int) second[slot];
  }
}
