package dev.quern.optimizer.physical;

import dev.quern.optimizer.statistics.Estimator;
import dev.quern.optimizer.statistics.RelationEstimate;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;

/**
 * Chooses into how many partitions the hash exchanges of a query divide rows. All of them use the
 * same number, so that joins find both sides divided alike.
 *
 * <p>Where a grouping has very many groups, or a join very many rows on its smaller side, or a
 * window very many rows, there are enough partitions that the groups of one fit the caches of a
 * core, the rows of one a small memory budget: the exchange then writes each row once and the
 * operator above it has little to spill.
 */
public final class PartitionCounts {
  /** So many groups, of about 50 bytes, are still found quickly. */
  private static final double GROUPS_PER_PARTITION = 128 << 10;

  /**
   * A build side or the input of a window of so many rows or bytes leaves room for those of other
   * tasks. To make it fit a cache would save less than the smaller blocks cost.
   */
  private static final double HELD_ROWS_PER_PARTITION = 512 << 10;

  private static final double HELD_BYTES_PER_PARTITION = 32 << 20;

  /** Blocks of more partitions would be too small. */
  private static final int MOST = 256;

  private PartitionCounts() {}

  /** Returns the number for a query: as in the settings, more where operators hold many rows. */
  public static int choose(RelNode query, Estimator estimator, OptimizerSettings settings) {
    double wanted = wanted(query, estimator, settings);
    int count = settings.partitionCount();
    while (count < wanted && 2 * count <= MOST) {
      count *= 2;
    }
    return count;
  }

  /** Returns the number that the operator of a query with the most rows asks for. */
  private static double wanted(RelNode node, Estimator estimator, OptimizerSettings settings) {
    double most = wantedBy(node, estimator, settings);
    for (RelNode input : node.getInputs()) {
      most = Math.max(most, wanted(input, estimator, settings));
    }
    return most;
  }

  private static double wantedBy(RelNode node, Estimator estimator, OptimizerSettings settings) {
    if (node instanceof Aggregate aggregate && aggregate.getGroupCount() > 0) {
      return estimator.estimate(aggregate).rows() / GROUPS_PER_PARTITION;
    }
    if (node instanceof Project project && project.containsOver()) {
      return wantedFor(estimator.estimate(project.getInput()));
    }
    if (node instanceof Join join && !join.analyzeCondition().leftKeys.isEmpty()) {
      RelationEstimate left = estimator.estimate(join.getLeft());
      RelationEstimate right = estimator.estimate(join.getRight());
      RelationEstimate build = left.bytes() < right.bytes() ? left : right;
      return build.rows() > settings.broadcastRows() || build.bytes() > settings.broadcastBytes()
          ? wantedFor(build)
          : 0;
    }
    return 0;
  }

  /** Returns the number for an operator that holds all rows of a partition. */
  private static double wantedFor(RelationEstimate held) {
    return Math.max(held.rows() / HELD_ROWS_PER_PARTITION, held.bytes() / HELD_BYTES_PER_PARTITION);
  }
}
