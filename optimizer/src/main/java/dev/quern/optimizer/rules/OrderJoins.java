package dev.quern.optimizer.rules;

import dev.quern.optimizer.statistics.Estimator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/** Puts every tree of joins into the order that {@link JoinOrder} finds cheapest. */
final class OrderJoins {
  private final Estimator estimator;
  private final Runnable deadline;

  OrderJoins(Estimator estimator, Runnable deadline) {
    this.estimator = estimator;
    this.deadline = deadline;
  }

  RelNode apply(RelNode node) {
    if (node instanceof Join join && canReorder(join)) {
      return ordered(join);
    }
    if (node instanceof Project project
        && Columns.onlyPicks(project)
        && project.getInput() instanceof Join join
        && canReorder(join)) {
      return ordered(project);
    }
    return withOrderedInputs(node);
  }

  private RelNode withOrderedInputs(RelNode node) {
    if (node.getInputs().isEmpty()) {
      return node;
    }
    List<RelNode> inputs = new ArrayList<>();
    for (RelNode input : node.getInputs()) {
      inputs.add(apply(input));
    }
    RelNode rebuilt =
        inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
    return rebuilt instanceof Project project ? withoutPicks(project) : rebuilt;
  }

  /** Leaves out a projection that only puts columns in order for the one above it. */
  private static RelNode withoutPicks(Project project) {
    if (!(project.getInput() instanceof Project picks) || !Columns.onlyPicks(picks)) {
      return project;
    }
    List<RexNode> expressions =
        project.getProjects().stream()
            .map(expression -> Columns.replace(expression, picks.getProjects()::get))
            .toList();
    return LogicalProject.create(
        picks.getInput(), List.of(), expressions, project.getRowType().getFieldNames(), Set.of());
  }

  private static boolean canReorder(Join join) {
    switch (join.getJoinType()) {
      case INNER:
      case LEFT:
      case RIGHT:
      case SEMI:
      case ANTI:
        return true;
      default:
        return false;
    }
  }

  private RelNode ordered(RelNode root) {
    RexBuilder rexBuilder = root.getCluster().getRexBuilder();
    JoinGraph graph = JoinGraph.of(root);
    JoinMatches matches = new JoinMatches(graph, rexBuilder);
    JoinGraph narrowed =
        new InferPredicates(graph, matches, rexBuilder)
            .apply()
            .mapRelations((index, relation) -> apply(relation));
    JoinTree tree = new JoinOrder(narrowed, matches, estimator, deadline).find();
    return inOriginalColumns(build(tree, narrowed, matches), narrowed, root);
  }

  /** A join and the graph's columns that it puts out. */
  private record Built(RelNode node, List<Integer> columns) {
    RexNode over(RexNode condition) {
      return Columns.move(condition, node, columns::indexOf);
    }
  }

  private Built build(JoinTree tree, JoinGraph graph, JoinMatches matches) {
    if (tree.left() == null || tree.right() == null) {
      RelNode relation = graph.relations().get(Long.numberOfTrailingZeros(tree.relations())).node();
      return new Built(relation, tree.columns());
    }
    boolean swap =
        typeOf(tree.right(), graph) == JoinRelType.INNER
            && tree.left().estimate().rows() < tree.right().estimate().rows();
    Built left = build(swap ? tree.right() : tree.left(), graph, matches);
    Built right = build(swap ? tree.left() : tree.right(), graph, matches);
    JoinRelType type = typeOf(tree.right(), graph);
    long leftRelations = tree.left().relations();
    long rightRelations = tree.right().relations();
    RelNode joined = join(left, right, matches.between(leftRelations, rightRelations), type);
    List<Integer> columns = new ArrayList<>(left.columns());
    if (type.projectsRight()) {
      columns.addAll(right.columns());
    }
    Built built = new Built(joined, columns);
    List<RexNode> after =
        matches.after(leftRelations, rightRelations).stream().map(built::over).toList();
    return new Built(Conditions.filter(joined, after), columns);
  }

  private static JoinRelType typeOf(JoinTree right, JoinGraph graph) {
    return right.isSingle()
        ? graph.relations().get(Long.numberOfTrailingZeros(right.relations())).kind()
        : JoinRelType.INNER;
  }

  private static RelNode join(Built left, Built right, List<RexNode> conditions, JoinRelType type) {
    int leftSize = left.columns().size();
    List<RelDataTypeField> leftFields = left.node().getRowType().getFieldList();
    List<RelDataTypeField> rightFields = right.node().getRowType().getFieldList();
    List<RexNode> on = new ArrayList<>();
    for (RexNode condition : conditions) {
      on.add(
          Columns.replace(
              condition,
              column -> {
                int place = left.columns().indexOf(column);
                return place >= 0
                    ? new RexInputRef(place, leftFields.get(place).getType())
                    : reference(right, rightFields, column, leftSize);
              }));
    }
    return LogicalJoin.create(
        left.node(), right.node(), List.of(), Conditions.and(left.node(), on), Set.of(), type);
  }

  private static RexNode reference(
      Built right, List<RelDataTypeField> fields, int column, int leftSize) {
    int place = right.columns().indexOf(column);
    return new RexInputRef(leftSize + place, fields.get(place).getType());
  }

  /** Puts the columns back where the nodes above expect them. */
  private static RelNode inOriginalColumns(Built built, JoinGraph graph, RelNode original) {
    RexBuilder rexBuilder = original.getCluster().getRexBuilder();
    List<RexNode> picks = new ArrayList<>();
    int[] output = graph.output();
    boolean isSame = output.length == built.columns().size();
    for (int i = 0; i < output.length; i++) {
      int place = built.columns().indexOf(output[i]);
      isSame &= place == i;
      picks.add(
          Columns.typed(
              rexBuilder,
              original.getRowType().getFieldList().get(i).getType(),
              rexBuilder.makeInputRef(built.node(), place)));
    }
    if (isSame
        && RelOptUtil.areRowTypesEqual(built.node().getRowType(), original.getRowType(), false)) {
      return built.node();
    }
    return LogicalProject.create(
        built.node(), List.of(), picks, original.getRowType().getFieldNames(), Set.of());
  }
}
