package dev.quern.executor.scheduler;

import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.nodes.PhysicalNode;
import java.util.List;

/** Hash joins whose right side is the build side. */
final class TestJoins {
  private TestJoins() {}

  /**
   * Returns a join on one key that is not null-safe.
   *
   * @param probeKey column of {@code probe}, compared with the first one of {@code build}
   * @param filterId under which the build side's values are published, -1 = not
   */
  static HashJoinNode join(
      int id, PhysicalNode probe, PhysicalNode build, JoinKind kind, int probeKey, int filterId) {
    return new HashJoinNode(
        id,
        probe,
        build,
        kind,
        List.of(probeKey),
        List.of(0),
        List.of(false),
        null,
        false,
        false,
        List.of(filterId));
  }
}
