package dev.quern.executor.testing;

import dev.quern.plan.types.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random test data with nulls, many equal values and awkward ones; the same for the same seed. */
public final class RandomColumns {
  private final Random random;
  private final double nullShare;

  public RandomColumns(long seed, double nullShare) {
    this.random = new Random(seed);
    this.nullShare = nullShare;
  }

  /** Returns a column of about {@code distinct} different values. */
  public TestColumn column(DataType type, int rowCount, int distinct) {
    List<@Nullable Object> pool = new ArrayList<>();
    for (int i = 0; i < distinct; i++) {
      pool.add(value(type));
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (int row = 0; row < rowCount; row++) {
      values.add(random.nextDouble() < nullShare ? null : pool.get(random.nextInt(distinct)));
    }
    return new TestColumn("c", type, values);
  }

  /** Returns the column 0, 1, 2, ... */
  public static TestColumn sequence(DataType type, int rowCount) {
    List<@Nullable Object> values = new ArrayList<>();
    for (long row = 0; row < rowCount; row++) {
      values.add(row);
    }
    return new TestColumn("c", type, values);
  }

  private Object value(DataType type) {
    if (type instanceof DataType.BooleanType) {
      return random.nextBoolean();
    }
    if (type instanceof DataType.FloatType) {
      return (double) (float) floating();
    }
    if (type instanceof DataType.DoubleType) {
      return floating();
    }
    if (type instanceof DataType.DecimalType decimal) {
      int bits = (int) ((decimal.precision() - 1) * 3.3);
      return new BigDecimal(new BigInteger(bits, random), decimal.scale())
          .multiply(random.nextBoolean() ? BigDecimal.ONE : BigDecimal.ONE.negate());
    }
    if (type instanceof DataType.VarcharType) {
      return text();
    }
    if (type instanceof DataType.VarbinaryType) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      return ByteBuffer.wrap(bytes);
    }
    return whole(type);
  }

  private long whole(DataType type) {
    int bits = type instanceof DataType.IntegerType integer ? integer.bits() : 32;
    long value = random.nextLong() >> (Long.SIZE - bits);
    return random.nextBoolean() ? value : value % 100;
  }

  private double floating() {
    switch (random.nextInt(12)) {
      case 0:
        return Double.NaN;
      case 1:
        return random.nextBoolean() ? 0.0 : -0.0;
      case 2:
        return random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      default:
        return random.nextGaussian() * 1000;
    }
  }

  /** Common prefixes of all lengths, characters of one to four bytes, NUL. */
  private String text() {
    StringBuilder text = new StringBuilder();
    text.append("a common prefix of strings", 0, random.nextInt(27));
    int extra = random.nextInt(4);
    for (int i = 0; i < extra; i++) {
      text.appendCodePoint(new int[] {0, 'b', 'é', '€', 0x1F600, 0xFFFF}[random.nextInt(6)]);
    }
    return text.toString();
  }
}
