package dev.quern.executor.scheduler;

import dev.quern.plan.nodes.Split;
import java.util.List;
import java.util.Map;

/**
 * What one task reads.
 *
 * @param splits by node id of the scan
 * @param bytes estimated size of all that it reads
 */
record TaskWork(
    Map<Integer, List<Split>> splits, int firstPartition, int endPartition, long bytes) {}
