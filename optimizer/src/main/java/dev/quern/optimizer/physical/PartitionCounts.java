package dev.quern.optimizer.physical;

import dev.quern.optimizer.statistics.Estimator;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;

/**
 * Chooses into how many partitions the hash exchanges of a query divide rows. All of them use the
 * same number, so that joins find both sides divided alike.
 *
 * <p>Where a grouping has very many groups there are enough partitions that the groups of one fit
 * the caches of a core, and a small memory budget: the exchange then writes each row once and the
 * aggregation has little to spill.
 */
public final class PartitionCounts {
  /** So many groups, of about 50 bytes, are still found quickly. */
  private static final double GROUPS_PER_PARTITION = 128 << 10;

  /** Blocks of more partitions would be too small. */
  private static final int MOST = 256;

  private PartitionCounts() {}

  /** Returns the number for a query: at least {@code least}, more where groups are many. */
  public static int choose(RelNode query, Estimator estimator, int least) {
    double wanted = mostGroups(query, estimator) / GROUPS_PER_PARTITION;
    int count = least;
    while (count < wanted && 2 * count <= MOST) {
      count *= 2;
    }
    return count;
  }

  /** Returns the estimated groups of the largest grouping. */
  private static double mostGroups(RelNode node, Estimator estimator) {
    double most =
        node instanceof Aggregate aggregate && aggregate.getGroupCount() > 0
            ? estimator.estimate(aggregate).rows()
            : 0;
    for (RelNode input : node.getInputs()) {
      most = Math.max(most, mostGroups(input, estimator));
    }
    return most;
  }
}
