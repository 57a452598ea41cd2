package dev.quern.executor.formats.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.formats.text.DateText;
import dev.quern.executor.formats.text.NumberText;
import dev.quern.executor.formats.text.Utf8;
import dev.quern.executor.memory.Memory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** The parsers of single values against those of the JDK. */
final class ValueTextTest {
  private static final int PADDING = 64;

  private final NumberText number = new NumberText();

  /** Calls {@code reader} with the addresses of the text, with digits before and after it. */
  private static void at(String text, BiConsumer<Long, Long> reader) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long address = Memory.allocate(bytes.length + 2L * PADDING);
    try {
      Memory.fill(address, bytes.length + 2L * PADDING, (byte) '7');
      Memory.copyFrom(bytes, 0, address + PADDING, bytes.length);
      reader.accept(address + PADDING, address + PADDING + bytes.length);
    } finally {
      Memory.free(address);
    }
  }

  private static String randomNumber(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
    int whole = random.nextInt(20);
    for (int i = 0; i < whole; i++) {
      text.append(random.nextInt(10));
    }
    int fraction = random.nextBoolean() ? random.nextInt(20) : 0;
    text.append(fraction > 0 || random.nextInt(20) == 0 ? "." : "");
    for (int i = 0; i < fraction; i++) {
      text.append(random.nextInt(10));
    }
    if (random.nextInt(10) == 0) {
      text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(60) - 30);
    }
    return text.toString();
  }

  @Test
  void doublesAreThoseOfTheJdk() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      String text =
          random.nextInt(4) == 0
              ? Double.toString(Double.longBitsToDouble(random.nextLong()))
              : randomNumber(random);
      at(
          text,
          (start, end) -> {
            boolean isNumber = number.readDouble(start, end, '.');
            assertEquals(isNumber(text), isNumber, text);
            if (isNumber) {
              assertEquals(Double.parseDouble(text), number.number(), text);
            }
          });
    }
  }

  private static boolean isNumber(String text) {
    return text.equals("NaN")
        || text.endsWith("Infinity")
        || text.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
  }

  private int plainCount;
  private int shortCount;

  @Test
  void decimalsAreRoundedHalfUp() {
    Random random = new Random(2);
    for (int i = 0; i < 100_000; i++) {
      String text = randomNumber(random);
      int scale = random.nextInt(7);
      at(
          text,
          (start, end) -> {
            boolean isDecimal = number.readDecimal(start, end, scale, '.');
            if (!isNumber(text)) {
              assertFalse(isDecimal, text);
              return;
            }
            BigInteger expected =
                new BigDecimal(text).setScale(scale, RoundingMode.HALF_UP).unscaledValue();
            if (isDecimal) {
              BigInteger low = new BigInteger(Long.toUnsignedString(number.low()));
              BigInteger high = BigInteger.valueOf(number.high()).shiftLeft(64);
              assertEquals(expected, high.add(low), text + " scale " + scale);
            } else {
              assertTrue(expected.bitLength() > 120, text);
            }
            int length = (int) (end - start);
            long plain =
                scale == 0 || length == 0
                    ? -1
                    : NumberText.plainUnscaled(start, length, scale, '.');
            if (length >= 1 && length <= 8) {
              long decimal = NumberText.shortDecimal(start, length, '.');
              long unscaled = NumberText.shortUnscaled(decimal, scale);
              if (unscaled >= 0) {
                assertEquals(expected, BigInteger.valueOf(unscaled), text + " scale " + scale);
              }
              if (decimal >= 0) {
                assertEquals(Double.parseDouble(text), NumberText.shortDouble(decimal), text);
                shortCount++;
              }
            }
            if (plain >= 0) {
              assertEquals(expected, BigInteger.valueOf(plain), text + " scale " + scale);
              plainCount++;
            }
          });
    }
    assertTrue(plainCount > 10_000, "plain decimals: " + plainCount);
    assertTrue(shortCount > 10_000, "short decimals: " + shortCount);
  }

  @Test
  void integersOfAnyLength() {
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      at(
          Long.toString(value),
          (start, end) -> {
            assertTrue(number.readLong(start, end));
            assertEquals(value, number.low());
            long length = end - start;
            if (value >= 0 && length <= 16) {
              assertEquals(value, NumberText.digits(start, (int) length));
            }
          });
    }
    for (String bad :
        new String[] {"", "-", "+", "1-", "9223372036854775808", "1.0", "1e3", " 1", "١"}) {
      at(bad, (start, end) -> assertFalse(number.readLong(start, end), bad));
    }
    at("12345x78", (start, end) -> assertEquals(-1, NumberText.digits(start, 8)));
    at("123456789012345/", (start, end) -> assertEquals(-1, NumberText.digits(start, 16)));
  }

  @Test
  void datesAreThoseOfTheCalendar() {
    for (int year : new int[] {1, 1600, 1899, 1900, 1972, 2000, 2024, 2099, 2100, 9999}) {
      for (int month = 0; month <= 13; month++) {
        for (int day = 0; day <= 32; day++) {
          long expected = epochDay(year, month, day);
          String text = String.format(Locale.ROOT, "%04d-%02d-%02d", year, month, day);
          boolean isPlain = year >= 1900 && year < 2100;
          at(
              text,
              (start, end) -> {
                assertEquals(expected, DateText.readDate(start, end), text);
                long plain = DateText.readPlainDate(start);
                assertEquals(isPlain ? expected : DateText.INVALID, plain, text);
              });
        }
      }
    }
    for (String bad : new String[] {"2001-02/03", "2001 02 03", "200a-02-03", "2001-0b-03"}) {
      at(
          bad,
          (start, end) -> {
            assertEquals(DateText.INVALID, DateText.readPlainDate(start), bad);
            assertEquals(DateText.INVALID, DateText.readDate(start, end), bad);
          });
    }
  }

  @Test
  void plainTimestampsAreThoseOfTheSlowReader() {
    Random random = new Random(5);
    for (int i = 0; i < 50_000; i++) {
      String text =
          String.format(
              Locale.ROOT,
              "%04d-%02d-%02d%s%02d:%02d:%02d",
              1900 + random.nextInt(200),
              1 + random.nextInt(12),
              1 + random.nextInt(28),
              random.nextBoolean() ? " " : "T",
              random.nextInt(25),
              random.nextInt(62),
              random.nextInt(62));
      at(
          text,
          (start, end) ->
              assertEquals(
                  DateText.readTimestamp(start, end), DateText.readPlainTimestamp(start), text));
    }
  }

  @Test
  void truthValuesInAnyCase() {
    for (String text : new String[] {"true", "T", "YES", "y", "1"}) {
      at(text, (start, end) -> assertEquals(1, RareDecoder.readBoolean(start, end), text));
    }
    for (String text : new String[] {"False", "f", "no", "N", "0"}) {
      at(text, (start, end) -> assertEquals(0, RareDecoder.readBoolean(start, end), text));
    }
    for (String text : new String[] {"", "tru", "truee", "2", "falsehood", "01"}) {
      at(text, (start, end) -> assertEquals(-1, RareDecoder.readBoolean(start, end), text));
    }
  }

  private static long epochDay(int year, int month, int day) {
    try {
      return LocalDate.of(year, month, day).toEpochDay();
    } catch (DateTimeException e) {
      return DateText.INVALID;
    }
  }

  @Test
  void utf8IsCheckedAsTheJdkDoes() {
    Random random = new Random(4);
    int valid = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(6)];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        int codePoint = random.nextInt(0x110000);
        bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      boolean expected = java.util.Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8));
      long address = Memory.allocate(bytes.length + 8L);
      Memory.copyFrom(bytes, 0, address, bytes.length);
      assertEquals(expected, Utf8.isValid(address, address + bytes.length), text);
      Memory.free(address);
      valid += expected ? 1 : 0;
    }
    assertTrue(valid > 10_000);
  }
}
