package dev.quern.optimizer.physical;

import dev.quern.optimizer.expressions.ExpressionTranslator;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.WindowCall;
import dev.quern.plan.nodes.WindowNode;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Plans window functions: one operator for all functions over the same partitions and order, on
 * rows that are split over tasks by the partition keys. Without such keys one task gets all rows,
 * which the others have sorted.
 */
final class WindowPlanner {
  private final PlanningContext context;
  private final PhysicalPlanner planner;

  WindowPlanner(PlanningContext context, PhysicalPlanner planner) {
    this.context = context;
    this.planner = planner;
  }

  /** The columns by which a window is partitioned and ordered. */
  private record Order(List<Integer> partitionKeys, List<SortKey> orderKeys) {
    boolean isOfAllRows() {
      return partitionKeys.isEmpty();
    }
  }

  Planned plan(Project project, ImmutableBitSet required) {
    int inputSize = project.getInput().getRowType().getFieldCount();
    List<RexOver> windows = new ArrayList<>();
    List<RexNode> expressions = new ArrayList<>();
    ImmutableBitSet.Builder used = ImmutableBitSet.builder();
    for (int column : required) {
      RexNode expression = project.getProjects().get(column);
      used.addAll(RelOptUtil.InputFinder.bits(expression));
      expressions.add(withReferences(expression, windows, inputSize));
    }
    Planned input = RowPlanner.narrow(planner.plan(project.getInput(), used.build()), context);
    WindowInputs inputs = new WindowInputs(input);
    Map<Order, List<Integer>> byOrder = new LinkedHashMap<>();
    List<WindowCall> calls = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      byOrder.computeIfAbsent(order(windows.get(i), inputs), key -> new ArrayList<>()).add(i);
      calls.add(WindowCalls.translate(windows.get(i), inputs, "window" + i));
    }
    Planned computed = inputs.project(context);
    int[] places = new int[windows.size()];
    for (Map.Entry<Order, List<Integer>> group : byOrder.entrySet()) {
      int first = computed.schema().size();
      computed =
          window(computed, group.getKey(), group.getValue().stream().map(calls::get).toList());
      for (int i = 0; i < group.getValue().size(); i++) {
        places[group.getValue().get(i)] = first + i;
      }
    }
    return finish(project, required, expressions, computed, windows, places);
  }

  private Planned window(Planned input, Order order, List<WindowCall> calls) {
    boolean isPlaced = input.distribution().gathersGroupsOf(order.partitionKeys());
    boolean isSorted = !isPlaced && order.isOfAllRows() && !order.orderKeys().isEmpty();
    Planned placed =
        isPlaced
            ? input
            : isSorted
                ? SortPlanner.sortedByAll(input, order.orderKeys(), context)
                : unsorted(input, order);
    List<Field> fields = new ArrayList<>(input.schema().fields());
    calls.forEach(call -> fields.add(call.result()));
    WindowNode node =
        new WindowNode(
            context.nextId(),
            placed.node(),
            order.partitionKeys(),
            order.orderKeys(),
            isSorted,
            calls,
            new Schema(fields));
    return context.noted(placed.with(node, placed.distribution()));
  }

  private Planned unsorted(Planned input, Order order) {
    return order.isOfAllRows() ? context.gather(input) : context.hash(input, order.partitionKeys());
  }

  private static Order order(RexOver over, WindowInputs inputs) {
    List<Integer> partitionKeys = new ArrayList<>();
    for (RexNode key : over.getWindow().partitionKeys) {
      partitionKeys.add(inputs.column(key));
    }
    List<SortKey> orderKeys = new ArrayList<>();
    for (RexFieldCollation key : over.getWindow().orderKeys) {
      orderKeys.add(
          SortKeys.key(
              inputs.column(key.left), key.getDirection().isDescending(), key.getNullDirection()));
    }
    return new Order(partitionKeys, orderKeys);
  }

  private Planned finish(
      Project project,
      ImmutableBitSet required,
      List<RexNode> expressions,
      Planned computed,
      List<RexOver> windows,
      int[] places) {
    int inputSize = project.getInput().getRowType().getFieldCount();
    ExpressionTranslator translator =
        new ExpressionTranslator(
            column ->
                column < inputSize
                    ? computed.reference(column)
                    : WindowCalls.finish(
                        windows.get(column - inputSize),
                        reference(computed, places[column - inputSize])));
    List<RelDataTypeField> names = project.getRowType().getFieldList();
    Planned.Columns columns = Planned.Columns.none(names.size());
    List<Expression> translated = new ArrayList<>();
    List<Field> fields = new ArrayList<>();
    int place = 0;
    for (int column : required) {
      Expression expression = translator.translate(expressions.get(place));
      columns.indexes()[column] = place++;
      translated.add(expression);
      fields.add(new Field(names.get(column).getName(), expression.type(), expression.nullable()));
    }
    ProjectNode node =
        new ProjectNode(context.nextId(), computed.node(), translated, new Schema(fields));
    return new Planned(
        node,
        columns,
        RowPlanner.moved(computed.distribution(), translated),
        context.estimator().estimate(project));
  }

  private static ColumnReference reference(Planned planned, int index) {
    return ColumnReference.of(index, planned.schema().field(index));
  }

  /** Replaces window functions by columns after those of the input. */
  private static RexNode withReferences(RexNode node, List<RexOver> windows, int inputSize) {
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitOver(RexOver over) {
            int place = windows.indexOf(over);
            if (place < 0) {
              place = windows.size();
              windows.add(over);
            }
            return new RexInputRef(inputSize + place, over.getType());
          }
        });
  }

  /** Collects the columns that windows need: those of the input and computed ones after them. */
  static final class WindowInputs {
    private final Planned input;
    private final ExpressionTranslator translator;
    private final List<Expression> expressions = new ArrayList<>();
    private final List<Field> fields;

    WindowInputs(Planned input) {
      this.input = input;
      this.translator = new ExpressionTranslator(input::reference);
      this.fields = new ArrayList<>(input.schema().fields());
      for (int i = 0; i < fields.size(); i++) {
        expressions.add(ColumnReference.of(i, fields.get(i)));
      }
    }

    Expression translate(RexNode node) {
      return translator.translate(node);
    }

    Field field(int column) {
      return fields.get(column);
    }

    int column(RexNode node) {
      return column(translate(node));
    }

    int column(Expression expression) {
      int place = expressions.indexOf(expression);
      if (place < 0) {
        place = expressions.size();
        expressions.add(expression);
        fields.add(new Field("argument" + place, expression.type(), expression.nullable()));
      }
      return place;
    }

    /** Computes the columns that are not there yet. */
    Planned project(PlanningContext context) {
      if (expressions.size() == input.schema().size()) {
        return input;
      }
      ProjectNode node =
          new ProjectNode(context.nextId(), input.node(), expressions, new Schema(fields));
      return context.noted(input.with(node, input.distribution()));
    }
  }
}
