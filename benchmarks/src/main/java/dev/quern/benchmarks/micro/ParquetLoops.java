package dev.quern.benchmarks.micro;

import java.io.IOException;
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
 * Decoding and adding up one column of a Parquet file that Quern wrote, one thread, nanoseconds a
 * value. References: copying as many longs, adding them up.
 */
@SuppressWarnings("NullAway.Init") // JMH runs the method marked Setup before all others.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParquetLoops {
  private static final int ROWS = 2_000_000;

  private final long[] values = new long[ROWS];
  private final long[] copy = new long[ROWS];
  private QuernState quern;

  @Setup
  public void open() throws IOException {
    quern = new QuernState("single-threaded", 1);
    quern.write(
        "t.parquet",
        "SELECT i * 7919 % 1000003 AS many, i % 50 AS few, i * 0.37e0 AS weight, CASE WHEN i % 3 ="
            + " 0 THEN NULL ELSE i % 50 END AS sparse, 'word ' || i % 50 AS few_texts, 'text ' || i"
            + " * 7919 % 1000003 AS many_texts FROM generate_series(1, "
            + ROWS
            + ") AS s(i)");
    for (int i = 0; i < ROWS; i++) {
      values[i] = i * 7919L % 1000003;
    }
  }

  @TearDown
  public void close() throws IOException {
    quern.close();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long referenceCopy() {
    System.arraycopy(values, 0, copy, 0, ROWS);
    return copy[ROWS / 2];
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long referenceSum() {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long manyNumbers() {
    return quern.run("SELECT sum(many) FROM 't.parquet'");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long fewNumbers() {
    return quern.run("SELECT sum(few) FROM 't.parquet'");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long numbersAndNulls() {
    return quern.run("SELECT sum(sparse) FROM 't.parquet'");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long floatingNumbers() {
    return quern.run("SELECT sum(weight) FROM 't.parquet'");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long fewTexts() {
    return quern.run("SELECT sum(length(few_texts)) FROM 't.parquet'");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long manyTexts() {
    return quern.run("SELECT sum(length(many_texts)) FROM 't.parquet'");
  }
}
