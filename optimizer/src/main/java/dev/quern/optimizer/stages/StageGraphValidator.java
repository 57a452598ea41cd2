package dev.quern.optimizer.stages;

import static dev.quern.plan.errors.Checks.check;

import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Not;
import dev.quern.plan.expressions.Or;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.ExchangeNode;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.ExpandNode;
import dev.quern.plan.nodes.FilterNode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.NestedLoopJoinNode;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.nodes.TopNNode;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.nodes.WindowCall;
import dev.quern.plan.nodes.WindowNode;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks what must be true of every stage graph, so that a mistake of the optimizer shows as an
 * internal error and never as a wrong answer: stages read earlier stages of the same columns,
 * column indexes are in range and have the type that their reader expects, operator numbers are
 * unique.
 */
public final class StageGraphValidator {
  private final StageGraph graph;
  private final Set<Integer> ids = new HashSet<>();

  private StageGraphValidator(StageGraph graph) {
    this.graph = graph;
  }

  /**
   * Checks the graph.
   *
   * @throws IllegalStateException if it is broken
   */
  public static void validate(StageGraph graph) {
    new StageGraphValidator(graph).validate();
  }

  private void validate() {
    check(
        graph.rootStage().output().kind() == Partitioning.Kind.GATHER,
        "root stage must gather: %s",
        graph.rootStage().output());
    for (Stage stage : graph.stages()) {
      for (int column : stage.output().columns()) {
        column(stage.root().schema(), column, stage.root());
      }
      tasks(stage);
      node(stage, stage.root());
    }
  }

  /** A stage that gathers has one task; one that reads partitions reads the same of each. */
  private void tasks(Stage stage) {
    boolean gathers = reads(stage, ExchangeSourceNode.Mode.GATHER);
    boolean hasPartitions = reads(stage, ExchangeSourceNode.Mode.PARTITIONED);
    check(
        !gathers || (!hasPartitions && stage.scans().isEmpty()),
        "stage %s gathers and has splits or partitions",
        stage.id());
    Stream<Integer> counts =
        stage.sources().stream()
            .filter(source -> source.mode() == ExchangeSourceNode.Mode.PARTITIONED)
            .map(source -> graph.stages().get(source.stageId()).output().partitionCount())
            .distinct();
    check(counts.count() <= 1, "stage %s reads different numbers of partitions", stage.id());
  }

  private static boolean reads(Stage stage, ExchangeSourceNode.Mode mode) {
    return stage.sources().stream().anyMatch(source -> source.mode() == mode);
  }

  private void node(Stage stage, PhysicalNode node) {
    check(ids.add(node.id()), "operator number %s is used twice", node.id());
    check(!(node instanceof ExchangeNode), "exchange is not cut: %s", node.id());
    for (PhysicalNode input : node.inputs()) {
      node(stage, input);
    }
    if (node instanceof ExchangeSourceNode source) {
      source(stage, source);
    } else if (node instanceof ScanNode scan) {
      scan(scan);
    } else if (node instanceof HashJoinNode join) {
      hashJoin(join);
    } else if (node instanceof AggregateNode aggregate) {
      aggregate(aggregate);
    } else if (node instanceof NestedLoopJoinNode join && join.condition() != null) {
      condition(join.left().schema().concat(join.right().schema()), join.condition(), node);
    } else if (node instanceof UnionNode union) {
      union.inputs().forEach(input -> sameTypes(input.schema(), union.schema(), union));
    } else {
      rowOperator(node);
    }
  }

  private void rowOperator(PhysicalNode node) {
    if (node instanceof FilterNode filter) {
      condition(filter.input().schema(), filter.condition(), node);
    } else if (node instanceof ProjectNode project) {
      values(project.input().schema(), project.expressions(), project.schema(), node);
    } else if (node instanceof ExpandNode expand) {
      for (List<Expression> projection : expand.projections()) {
        values(expand.input().schema(), projection, expand.schema(), node);
      }
    } else if (node instanceof SortNode sort) {
      keys(sort.schema(), sort.keys(), node);
      check(!sort.inRuns() || isMerged(sort), "runs of sort %s are not merged", sort.id());
    } else if (node instanceof TopNNode top) {
      keys(top.schema(), top.keys(), node);
    } else if (node instanceof WindowNode window) {
      window(window);
    }
  }

  /** Returns whether the node is the root of a stage that is read, by merging by its keys only. */
  private boolean isMerged(SortNode sort) {
    List<Integer> sorted =
        graph.stages().stream().filter(stage -> stage.root() == sort).map(Stage::id).toList();
    List<ExchangeSourceNode> readers =
        graph.stages().stream()
            .flatMap(stage -> stage.sources().stream())
            .filter(source -> sorted.contains(source.stageId()))
            .toList();
    return !readers.isEmpty()
        && readers.stream().allMatch(source -> source.mergeKeys().equals(sort.keys()));
  }

  private void source(Stage stage, ExchangeSourceNode source) {
    check(source.stageId() < stage.id(), "stage %s reads %s", stage.id(), source.stageId());
    Stage read = graph.stages().get(source.stageId());
    sameTypes(read.root().schema(), source.schema(), source);
    check(
        (source.mode() == ExchangeSourceNode.Mode.PARTITIONED)
            == (read.output().kind() == Partitioning.Kind.HASH
                || read.output().kind() == Partitioning.Kind.ROUND_ROBIN),
        "stage %s is put out by %s but read by %s",
        read.id(),
        read.output(),
        source.mode());
    keys(source.schema(), source.mergeKeys(), source);
    check(
        source.mergeKeys().isEmpty() || source.mode() == ExchangeSourceNode.Mode.GATHER,
        "merges but does not gather: %s",
        source.id());
  }

  private void scan(ScanNode scan) {
    Schema table = scan.source().tableSchema();
    scan.columns().forEach(column -> column(table, column, scan));
    scan.runtimeFilters().forEach(target -> column(table, target.column(), scan));
    if (scan.filter() != null) {
      condition(table, scan.filter(), scan);
    }
  }

  private void hashJoin(HashJoinNode join) {
    int keyCount = join.leftKeys().size();
    check(
        keyCount > 0
            && keyCount == join.rightKeys().size()
            && keyCount == join.nullSafeKeys().size()
            && keyCount == join.runtimeFilterIds().size(),
        "keys do not pair up: %s",
        join.id());
    for (int i = 0; i < keyCount; i++) {
      Field left = column(join.left().schema(), join.leftKeys().get(i), join);
      Field right = column(join.right().schema(), join.rightKeys().get(i), join);
      check(left.type().equals(right.type()), "keys differ in type: %s, %s", left, right);
    }
    if (join.residual() != null) {
      condition(join.left().schema().concat(join.right().schema()), join.residual(), join);
    }
  }

  private void aggregate(AggregateNode aggregate) {
    Schema input = aggregate.input().schema();
    int place = 0;
    for (int key : aggregate.groupKeys()) {
      Field field = column(input, key, aggregate);
      check(
          field.type().equals(aggregate.schema().type(place++)),
          "group key %s has another type in the output of %s",
          field,
          aggregate.id());
    }
    for (AggregateCall call : aggregate.aggregates()) {
      boolean isFinal = aggregate.phase() == AggregateNode.Phase.FINAL;
      List<Field> expected = isFinal ? call.stateFields() : call.argumentFields();
      fields(input, call.arguments(), expected, aggregate);
      keys(input, call.order(), aggregate);
      if (call.filterColumn() >= 0) {
        column(input, call.filterColumn(), aggregate);
      }
      boolean isPartial = aggregate.phase() == AggregateNode.Phase.PARTIAL;
      for (Field field : isPartial ? call.stateFields() : List.of(call.result())) {
        check(
            field.type().equals(aggregate.schema().type(place++)),
            "result %s has another type in the output of %s",
            field,
            aggregate.id());
      }
    }
    check(place == aggregate.schema().size(), "columns are left over: %s", aggregate.id());
  }

  private void window(WindowNode window) {
    Schema input = window.input().schema();
    window.partitionKeys().forEach(column -> column(input, column, window));
    keys(input, window.orderKeys(), window);
    for (WindowCall call : window.calls()) {
      call.arguments().forEach(column -> column(input, column, window));
    }
    check(
        window.schema().size() == input.size() + window.calls().size(),
        "columns do not match the calls of window %s",
        window.id());
  }

  private static void fields(
      Schema input, List<Integer> columns, List<Field> expected, PhysicalNode node) {
    check(
        columns.size() == expected.size(),
        "aggregate of %s takes %s columns but is given %s",
        node.id(),
        expected.size(),
        columns.size());
    for (int i = 0; i < columns.size(); i++) {
      Field actual = column(input, columns.get(i), node);
      check(
          actual.type().equals(expected.get(i).type()),
          "aggregate of %s takes %s but is given %s",
          node.id(),
          expected.get(i),
          actual);
    }
  }

  private static void values(
      Schema input, List<Expression> expressions, Schema output, PhysicalNode node) {
    check(expressions.size() == output.size(), "columns do not match: %s", node.id());
    for (int i = 0; i < expressions.size(); i++) {
      expression(input, expressions.get(i), node);
      check(
          expressions.get(i).type().equals(output.type(i)),
          "column %s of %s has another type than its expression: %s",
          output.field(i),
          node.id(),
          expressions.get(i).type().sqlName());
    }
  }

  private static void condition(Schema input, Expression condition, PhysicalNode node) {
    check(condition.type().equals(DataTypes.BOOLEAN), "condition of %s is not boolean", node.id());
    expression(input, condition, node);
  }

  private static void expression(Schema input, Expression expression, PhysicalNode node) {
    if (expression instanceof ColumnReference reference) {
      Field field = column(input, reference.index(), node);
      check(
          field.type().equals(reference.type()),
          "operator %s expects %s but column %s is %s",
          node.id(),
          reference.type().sqlName(),
          reference.index(),
          field);
    }
    boolean isLogical =
        expression instanceof And || expression instanceof Or || expression instanceof Not;
    for (Expression operand : expression.operands()) {
      check(
          !isLogical || operand.type().equals(DataTypes.BOOLEAN),
          "operand of a logical operator of %s is not boolean",
          node.id());
      expression(input, operand, node);
    }
  }

  private static void keys(Schema schema, List<SortKey> keys, PhysicalNode node) {
    keys.forEach(key -> column(schema, key.column(), node));
  }

  private static Field column(Schema schema, int column, PhysicalNode node) {
    check(
        column >= 0 && column < schema.size(),
        "operator %s reads column %s of %s",
        node.id(),
        column,
        schema.size());
    return schema.field(column);
  }

  private static void sameTypes(Schema actual, Schema expected, PhysicalNode node) {
    check(actual.size() == expected.size(), "columns of %s do not match", node.id());
    for (int i = 0; i < actual.size(); i++) {
      check(
          actual.type(i).equals(expected.type(i)),
          "column %s of %s should be %s",
          actual.field(i),
          node.id(),
          expected.field(i));
    }
  }
}
