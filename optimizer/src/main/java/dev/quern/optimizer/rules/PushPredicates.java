package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

/** Moves every condition as far down as it can go, and through joins where it helps. */
final class PushPredicates {
  private final RexBuilder rexBuilder;

  PushPredicates(RexBuilder rexBuilder) {
    this.rexBuilder = rexBuilder;
  }

  RelNode apply(RelNode root) {
    return push(root, List.of());
  }

  /** Returns the rows of {@code node} that meet all {@code conditions} over its columns. */
  RelNode push(RelNode node, List<RexNode> conditions) {
    if (node instanceof Filter filter) {
      List<RexNode> all = new ArrayList<>(Conditions.conjuncts(rexBuilder, filter.getCondition()));
      conditions.stream().filter(condition -> !all.contains(condition)).forEach(all::add);
      return push(filter.getInput(), all);
    }
    if (node instanceof Project project) {
      return throughProject(project, conditions);
    }
    if (node instanceof Join join) {
      return new PushIntoJoin(this, rexBuilder).push(join, conditions);
    }
    if (node instanceof Aggregate aggregate) {
      return throughAggregate(aggregate, conditions);
    }
    if (node instanceof SetOp) {
      return throughSetOperation(node, conditions);
    }
    if (node instanceof Sort sort && sort.fetch == null && sort.offset == null) {
      return sort.copy(sort.getTraitSet(), List.of(push(sort.getInput(), conditions)));
    }
    return Conditions.filter(withPushedInputs(node), conditions);
  }

  private RelNode withPushedInputs(RelNode node) {
    if (node.getInputs().isEmpty()) {
      return node;
    }
    List<RelNode> inputs = new ArrayList<>();
    for (RelNode input : node.getInputs()) {
      inputs.add(apply(input));
    }
    return inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
  }

  private RelNode throughProject(Project project, List<RexNode> conditions) {
    List<RexNode> below = new ArrayList<>();
    List<RexNode> above = new ArrayList<>();
    ImmutableBitSet movable = movableColumns(project);
    for (RexNode condition : conditions) {
      if (movable.contains(RelOptUtil.InputFinder.bits(condition))) {
        below.add(RelOptUtil.pushPastProject(condition, project));
      } else {
        above.add(condition);
      }
    }
    RelNode input = push(project.getInput(), below);
    RelNode moved =
        input == project.getInput() ? project : project.copy(project.getTraitSet(), List.of(input));
    return Conditions.filter(moved, above);
  }

  /**
   * Columns whose conditions may be tested before the projection: those that give the same value
   * whenever they are computed, and with windows only those by which all windows are partitioned.
   */
  private static ImmutableBitSet movableColumns(Project project) {
    Set<RexNode> partitionKeys = partitionKeys(project);
    ImmutableBitSet.Builder movable = ImmutableBitSet.builder();
    for (int i = 0; i < project.getProjects().size(); i++) {
      RexNode expression = project.getProjects().get(i);
      boolean canMove =
          project.containsOver()
              ? partitionKeys.contains(expression)
              : RexUtil.isDeterministic(expression);
      if (canMove) {
        movable.set(i);
      }
    }
    return movable.build();
  }

  private static Set<RexNode> partitionKeys(Project project) {
    List<RexOver> windows = new ArrayList<>();
    for (RexNode expression : project.getProjects()) {
      expression.accept(
          new org.apache.calcite.rex.RexVisitorImpl<Void>(true) {
            @Override
            public Void visitOver(RexOver over) {
              windows.add(over);
              return null;
            }
          });
    }
    return windows.isEmpty()
        ? Set.of()
        : windows.get(0).getWindow().partitionKeys.stream()
            .filter(
                key ->
                    windows.stream()
                        .allMatch(window -> window.getWindow().partitionKeys.contains(key)))
            .collect(Collectors.toSet());
  }

  private RelNode throughAggregate(Aggregate aggregate, List<RexNode> conditions) {
    ImmutableBitSet keysOfAll = aggregate.getGroupSet();
    for (ImmutableBitSet set : aggregate.getGroupSets()) {
      keysOfAll = keysOfAll.intersect(set);
    }
    List<Integer> keys = aggregate.getGroupSet().asList();
    List<RexNode> below = new ArrayList<>();
    List<RexNode> above = new ArrayList<>();
    for (RexNode condition : conditions) {
      ImmutableBitSet used = RelOptUtil.InputFinder.bits(condition);
      boolean onlyKeys = !used.isEmpty() && used.length() <= keys.size();
      if (onlyKeys
          && keysOfAll.contains(
              ImmutableBitSet.of(used.asList().stream().map(keys::get).toList()))) {
        below.add(Columns.move(condition, aggregate.getInput(), keys::get));
      } else {
        above.add(condition);
      }
    }
    RelNode input = push(aggregate.getInput(), below);
    RelNode moved =
        input == aggregate.getInput()
            ? aggregate
            : aggregate.copy(aggregate.getTraitSet(), List.of(input));
    return Conditions.filter(moved, above);
  }

  private RelNode throughSetOperation(RelNode node, List<RexNode> conditions) {
    List<RelNode> inputs = new ArrayList<>();
    for (RelNode input : node.getInputs()) {
      List<RexNode> moved = new ArrayList<>();
      for (RexNode condition : conditions) {
        moved.add(Columns.shift(condition, input, 0));
      }
      inputs.add(push(input, moved));
    }
    return node.copy(node.getTraitSet(), inputs);
  }
}
