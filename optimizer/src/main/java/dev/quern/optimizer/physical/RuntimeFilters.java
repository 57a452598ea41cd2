package dev.quern.optimizer.physical;

import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.FilterNode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.SortNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends the key values of a join's build side to the scan of its probe side in the same stage,
 * which leaves out rows that can't find a partner.
 *
 * @param ids for each key the number of its filter, -1 = none
 * @param columns for each key the probe side's column
 */
record RuntimeFilters(List<Integer> ids, List<Integer> columns) {

  static RuntimeFilters none(int keyCount) {
    return new RuntimeFilters(Collections.nCopies(keyCount, -1), Collections.nCopies(keyCount, -1));
  }

  static RuntimeFilters choose(
      JoinKind kind,
      boolean buildLeft,
      JoinKeys keys,
      Planned left,
      Planned right,
      PlanningContext context) {
    List<Integer> columns = buildLeft ? keys.rightColumns() : keys.leftColumns();
    if (!dropsUnmatchedProbeRows(kind, buildLeft)) {
      return none(columns.size());
    }
    PhysicalNode probe = buildLeft ? right.node() : left.node();
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      boolean reachesScan =
          !keys.nullSafe().get(i) && withTarget(probe, columns.get(i), -1) != null;
      ids.add(reachesScan ? context.nextFilterId() : -1);
    }
    return new RuntimeFilters(ids, columns);
  }

  /** Returns the probe side with the filters at its scans. */
  PhysicalNode apply(PhysicalNode probe) {
    PhysicalNode filtered = probe;
    for (int i = 0; i < ids.size(); i++) {
      if (ids.get(i) >= 0) {
        PhysicalNode target = withTarget(filtered, columns.get(i), ids.get(i));
        filtered = target == null ? filtered : target;
      }
    }
    return filtered;
  }

  static boolean dropsUnmatchedProbeRows(JoinKind kind, boolean buildLeft) {
    switch (kind) {
      case INNER:
        return true;
      case SEMI:
        return true;
      case LEFT:
      case ANTI:
        return buildLeft;
      case RIGHT:
        return !buildLeft;
      case FULL:
      case MARK:
        return false;
    }
    throw new IllegalStateException("unknown join kind: " + kind);
  }

  /** Returns {@code node} with the filter at the scan that the column comes from, null if none. */
  static @Nullable PhysicalNode withTarget(PhysicalNode node, int column, int filterId) {
    if (node instanceof ScanNode scan) {
      return scan.limit() >= 0 ? null : filtered(scan, column, filterId);
    }
    int input = 0;
    int inputColumn = column;
    if (node instanceof ProjectNode project) {
      if (!(project.expressions().get(column) instanceof ColumnReference reference)) {
        return null;
      }
      inputColumn = reference.index();
    } else if (node instanceof AggregateNode aggregate) {
      if (column >= aggregate.groupKeys().size()) {
        return null;
      }
      inputColumn = aggregate.groupKeys().get(column);
    } else if (node instanceof HashJoinNode join) {
      int leftSize = join.left().schema().size();
      input = column < leftSize ? 0 : 1;
      inputColumn = column < leftSize ? column : column - leftSize;
      if (!isProbeSide(join, input)) {
        return null;
      }
    } else if (!(node instanceof FilterNode) && !(node instanceof SortNode)) {
      return null;
    }
    PhysicalNode changed = withTarget(node.inputs().get(input), inputColumn, filterId);
    if (changed == null) {
      return null;
    }
    List<PhysicalNode> inputs = new ArrayList<>(node.inputs());
    inputs.set(input, changed);
    return node.withInputs(inputs);
  }

  private static ScanNode filtered(ScanNode scan, int column, int filterId) {
    List<RuntimeFilterTarget> targets = new ArrayList<>(scan.runtimeFilters());
    targets.add(new RuntimeFilterTarget(filterId, scan.columns().get(column)));
    return new ScanNode(
        scan.id(), scan.source(), scan.columns(), scan.filter(), targets, scan.limit());
  }

  /**
   * Leaving out probe rows of a join is the same as leaving out its output rows only if it puts out
   * nothing on behalf of build rows.
   */
  static boolean isProbeSide(HashJoinNode join, int input) {
    boolean isProbe = (input == 0) != join.buildLeft();
    if (!isProbe) {
      return false;
    }
    switch (join.kind()) {
      case INNER:
        return true;
      case LEFT:
      case SEMI:
      case ANTI:
      case MARK:
        return !join.buildLeft();
      case RIGHT:
        return join.buildLeft();
      case FULL:
        return false;
    }
    throw new IllegalStateException("unknown join kind: " + join.kind());
  }
}
