package dev.quern.executor.operators.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ExactSumTest {
  @Test
  void keepsWhatPlainAdditionLoses() {
    ExactSum sum = new ExactSum();
    sum.add(1e300);
    sum.add(1);
    sum.subtract(1e300);
    assertEquals(1.0, sum.value());
    sum.add(-1);
    assertEquals(0.0, sum.value());
    sum.add(Double.MIN_VALUE);
    assertEquals(Double.MIN_VALUE, sum.value());
    sum.subtract(2 * Double.MIN_VALUE);
    assertEquals(-Double.MIN_VALUE, sum.value());
  }

  @Test
  void roundsTheTrueSumToNearest() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      ExactSum sum = new ExactSum();
      BigDecimal truth = BigDecimal.ZERO;
      Deque<Double> frame = new ArrayDeque<>();
      int spread = 1 + random.nextInt(600);
      for (int i = 0; i < 200; i++) {
        double value = Math.scalb(random.nextGaussian(), random.nextInt(spread) - spread / 2);
        frame.add(value);
        sum.add(value);
        truth = truth.add(new BigDecimal(value));
        if (random.nextInt(3) == 0) {
          double gone = frame.remove();
          sum.subtract(gone);
          truth = truth.subtract(new BigDecimal(gone));
        }
        if (i % 10 == 0) {
          assertEquals(truth.doubleValue(), sum.value());
        }
      }
      sum.clear();
      assertEquals(0.0, sum.value());
    }
  }

  @Test
  void infinitiesAndNansComeAndGo() {
    ExactSum sum = new ExactSum();
    sum.add(2);
    sum.add(Double.POSITIVE_INFINITY);
    assertEquals(Double.POSITIVE_INFINITY, sum.value());
    sum.add(Double.NEGATIVE_INFINITY);
    assertEquals(Double.NaN, sum.value());
    sum.subtract(Double.POSITIVE_INFINITY);
    assertEquals(Double.NEGATIVE_INFINITY, sum.value());
    sum.add(Double.NaN);
    assertEquals(Double.NaN, sum.value());
    sum.subtract(Double.NaN);
    sum.subtract(Double.NEGATIVE_INFINITY);
    assertEquals(2.0, sum.value());
  }

  @Test
  void largeSumsOverflowToInfinity() {
    ExactSum sum = new ExactSum();
    sum.add(Double.MAX_VALUE);
    sum.add(Double.MAX_VALUE);
    assertEquals(Double.POSITIVE_INFINITY, sum.value());
    sum.subtract(Double.MAX_VALUE);
    assertEquals(Double.MAX_VALUE, sum.value());
  }
}
