package dev.quern.benchmarks.micro;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Rows that change their place: a distinct count over all rows, which must be parted by value, with
 * one thread (no exchange), two threads (blocks by reference) and two processes (blocks in files),
 * nanoseconds a row. Reference: copying the bytes of the rows.
 */
@SuppressWarnings("NullAway.Init") // JMH runs the method marked Setup before all others.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ExchangeLoops {
  private static final int ROWS = 1_000_000;

  @Param({"single-threaded", "threads", "processes"})
  private String scheduler = "threads";

  private final long[] values = new long[2 * ROWS];
  private final long[] copy = new long[2 * ROWS];
  private QuernState quern;

  @Setup
  public void open() throws IOException {
    quern = new QuernState(scheduler, 2);
    for (int file = 0; file < 2; file++) {
      quern.write(
          "t" + file + ".parquet",
          "SELECT i * 7919 % 1000003 AS k, i AS v FROM generate_series("
              + (file * ROWS / 2 + 1)
              + ", "
              + (file + 1) * ROWS / 2
              + ") AS s(i)");
    }
  }

  @TearDown
  public void close() throws IOException {
    quern.close();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long referenceCopy() {
    System.arraycopy(values, 0, copy, 0, values.length);
    return copy[ROWS];
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long groupsByKey() {
    return quern.run(
        "SELECT count(*) FROM (SELECT k, v FROM 't*.parquet' GROUP BY k, v) AS distinct_rows");
  }
}
