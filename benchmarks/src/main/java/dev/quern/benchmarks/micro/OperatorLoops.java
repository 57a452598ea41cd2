package dev.quern.benchmarks.micro;

import java.io.IOException;
import java.util.Arrays;
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
 * Hash tables of groups and joins and sorting over two columns of numbers from a Parquet file in
 * memory, one thread, nanoseconds a row; {@link #scan} is what reading them takes of each.
 * References: the smallest hash table of longs that counts, and the JDK's sort.
 */
@SuppressWarnings("NullAway.Init") // JMH runs the method marked Setup before all others.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OperatorLoops {
  private static final int ROWS = 1_000_000;
  private static final int FEW = 1_000;
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final long[] keys = new long[ROWS];
  private QuernState quern;

  @Setup
  public void open() throws IOException {
    quern = new QuernState("single-threaded", 1);
    quern.write(
        "t.parquet",
        "SELECT i * 7919 % 1000003 AS k, i % 1000 AS few, i AS v FROM generate_series(1, "
            + ROWS
            + ") AS s(i)");
    for (int i = 0; i < ROWS; i++) {
      keys[i] = (i + 1) * 7919L % 1000003;
    }
  }

  @TearDown
  public void close() throws IOException {
    quern.close();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long referenceFewGroups() {
    return count(10, FEW);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long referenceManyGroups() {
    return count(21, Long.MAX_VALUE);
  }

  /** Counts the keys, modulo {@code bound}, in a table of 2^bits places with linear probing. */
  private long count(int bits, long bound) {
    int mask = (1 << bits) - 1;
    long[] places = new long[mask + 1];
    long[] counts = new long[mask + 1];
    for (long value : keys) {
      long key = value % bound + 1;
      int place = (int) ((key * FACTOR) >>> (64 - bits));
      while (places[place] != 0 && places[place] != key) {
        place = (place + 1) & mask;
      }
      places[place] = key;
      counts[place]++;
    }
    return counts[mask / 2];
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long referenceSort() {
    long[] sorted = keys.clone();
    Arrays.sort(sorted);
    return sorted[ROWS / 2];
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long scan() {
    return quern.run("SELECT sum(k), sum(v) FROM 't.parquet'");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long fewGroups() {
    return quern.run("SELECT few, sum(v) FROM 't.parquet' GROUP BY few");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long manyGroups() {
    return quern.run(
        "SELECT count(*) FROM (SELECT k, sum(v) AS s FROM 't.parquet' GROUP BY k) AS g WHERE s >"
            + " 0");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long join() {
    return quern.run(
        "SELECT sum(a.v), sum(b.v) FROM 't.parquet' AS a JOIN 't.parquet' AS b ON a.k = b.v");
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long sort() {
    return quern.run("SELECT k, v FROM 't.parquet' ORDER BY k, v");
  }
}
