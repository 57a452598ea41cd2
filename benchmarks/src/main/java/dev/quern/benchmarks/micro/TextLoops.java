package dev.quern.benchmarks.micro;

import dev.quern.executor.formats.text.DateText;
import dev.quern.executor.formats.text.NumberText;
import dev.quern.executor.memory.Memory;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Parsing values of known length from memory, nanoseconds a value. References: reading the same
 * bytes as longs, and what the JDK takes for the same texts.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TextLoops {
  private static final int COUNT = 100_000;

  /** Each value has a place of that many bytes, padded with blanks. */
  private static final int PLACE = 16;

  private static final int NUMBER_LENGTH = 9;
  private static final int DATE_LENGTH = 10;

  private final NumberText numbers = new NumberText();
  private final String[] numberTexts = new String[COUNT];
  private final String[] dateTexts = new String[COUNT];
  private long numberAddress;
  private long decimalAddress;
  private long dateAddress;

  @Setup
  public void fill() {
    numberAddress = Memory.allocate((long) COUNT * PLACE);
    decimalAddress = Memory.allocate((long) COUNT * PLACE);
    dateAddress = Memory.allocate((long) COUNT * PLACE);
    for (int i = 0; i < COUNT; i++) {
      numberTexts[i] = Integer.toString(100_000_000 + i * 7919);
      dateTexts[i] = LocalDate.ofEpochDay(8000 + i % 3000).toString();
      put(numberAddress, i, numberTexts[i]);
      put(decimalAddress, i, String.format(Locale.ROOT, "%09.2f", i * 7.19));
      put(dateAddress, i, dateTexts[i]);
    }
  }

  private static void put(long address, int index, String text) {
    byte[] bytes = String.format(Locale.ROOT, "%-16s", text).getBytes(StandardCharsets.US_ASCII);
    Memory.copyFrom(bytes, 0, address + (long) index * PLACE, PLACE);
  }

  @TearDown
  public void free() {
    Memory.free(numberAddress);
    Memory.free(decimalAddress);
    Memory.free(dateAddress);
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public long referenceReadBytes() {
    long sum = 0;
    for (long at = numberAddress; at < numberAddress + (long) COUNT * PLACE; at += PLACE) {
      sum += Memory.getLong(at) ^ Memory.getLong(at + Long.BYTES);
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public long referenceParseLong() {
    long sum = 0;
    for (String text : numberTexts) {
      sum += Long.parseLong(text);
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public long referenceParseDate() {
    long sum = 0;
    for (String text : dateTexts) {
      sum += LocalDate.parse(text).toEpochDay();
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public long wholeNumbers() {
    long sum = 0;
    for (long at = numberAddress; at < numberAddress + (long) COUNT * PLACE; at += PLACE) {
      sum += NumberText.digits(at, NUMBER_LENGTH);
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public long decimals() {
    long sum = 0;
    for (long at = decimalAddress; at < decimalAddress + (long) COUNT * PLACE; at += PLACE) {
      sum += numbers.readDecimal(at, at + NUMBER_LENGTH, 2, '.') ? numbers.low() : 0;
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public double floatingNumbers() {
    double sum = 0;
    for (long at = decimalAddress; at < decimalAddress + (long) COUNT * PLACE; at += PLACE) {
      sum += numbers.readDouble(at, at + NUMBER_LENGTH, '.') ? numbers.number() : 0;
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public long dates() {
    long sum = 0;
    for (long at = dateAddress; at < dateAddress + (long) COUNT * PLACE; at += PLACE) {
      sum += DateText.readDate(at, at + DATE_LENGTH);
    }
    return sum;
  }
}
