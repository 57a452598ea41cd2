package dev.quern.benchmarks.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Reading a CSV file of six columns, one thread, nanoseconds a row: cutting lines and fields, then
 * one column of each type more. References: copying the bytes, counting the line ends.
 */
@SuppressWarnings("NullAway.Init") // JMH runs the method marked Setup before all others.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CsvLoops {
  private static final int ROWS = 1_000_000;

  private QuernState quern;
  private byte[] bytes;
  private byte[] copy;

  @Setup
  public void open() throws IOException {
    quern = new QuernState("single-threaded", 1);
    Path file =
        quern.write(
            "t.csv",
            "SELECT i AS id, i * 7919 % 1000003 AS number, CAST(i % 100000 AS DECIMAL(15,2)) / 100"
                + " AS price, i * 0.37e0 AS weight, DATE '1992-01-01' + CAST(i % 2500 AS INTEGER)"
                + " AS day, 'note ' || i % 1000 AS note FROM generate_series(1, "
                + ROWS
                + ") AS s(i)");
    bytes = Files.readAllBytes(file);
    copy = new byte[bytes.length];
    System.out.println(
        String.format(Locale.ROOT, "%.1f bytes a row", (double) bytes.length / ROWS));
  }

  @TearDown
  public void close() throws IOException {
    quern.close();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public byte referenceCopy() {
    System.arraycopy(bytes, 0, copy, 0, bytes.length);
    return copy[bytes.length / 2];
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long referenceCountLineEnds() {
    long count = 0;
    for (byte value : bytes) {
      count += value == '\n' ? 1 : 0;
    }
    return count;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long countRows() {
    return quern.run("SELECT count(*) FROM 't.csv'");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long cutFields() {
    return quern.run("SELECT count(note) FROM 't.csv'");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long wholeNumbers() {
    return quern.run("SELECT sum(number) FROM 't.csv'");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long floatingNumbers() {
    return quern.run("SELECT sum(weight) FROM 't.csv'");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long dates() {
    return quern.run("SELECT max(day) FROM 't.csv'");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long everyColumn() {
    return quern.run(
        "SELECT sum(id), sum(number), sum(price), sum(weight), max(day), max(note) FROM 't.csv'");
  }
}
