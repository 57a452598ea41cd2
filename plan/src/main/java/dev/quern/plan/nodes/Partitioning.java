package dev.quern.plan.nodes;

import java.util.List;

/**
 * How an exchange distributes rows.
 *
 * @param kind the way
 * @param columns the hashed columns; empty unless HASH
 * @param partitionCount number of output partitions; 1 unless HASH or ROUND_ROBIN
 */
public record Partitioning(Kind kind, List<Integer> columns, int partitionCount) {
  /** The ways to distribute rows. */
  public enum Kind {
    HASH,
    ROUND_ROBIN,
    BROADCAST,
    GATHER
  }

  public Partitioning {
    columns = List.copyOf(columns);
  }

  public static Partitioning hash(List<Integer> columns, int partitionCount) {
    return new Partitioning(Kind.HASH, columns, partitionCount);
  }

  public static Partitioning gather() {
    return new Partitioning(Kind.GATHER, List.of(), 1);
  }

  public static Partitioning broadcast() {
    return new Partitioning(Kind.BROADCAST, List.of(), 1);
  }
}
