package dev.quern.executor.operators.filter;

import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.assertEmitsInAnyOrder;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.executor.operators.tree.OperatorBuilder;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.ExpandNode;
import dev.quern.plan.nodes.FilterNode;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterProjectOperatorTest {
  private static final TestColumn KEYS = ints(1, 2, null, 1, 1, 2);
  private static final TestColumn NAMES = strings("a", "b", "c", null, "e", "f");
  private static final Expression KEY = column(0, DataTypes.INTEGER);
  private static final Expression NAME = column(1, DataTypes.VARCHAR);
  private static final Schema PROJECTED =
      Schema.of(Field.of("name", DataTypes.VARCHAR), Field.of("twice", DataTypes.INTEGER));

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100})
  void filterPassesRowsForWhichTheConditionIsTrue(int batchRows) {
    try (TestTaskContext context = context()) {
      PhysicalNode plan = new FilterNode(1, context.input(0, batchRows, KEYS, NAMES), keyIs(1));
      assertEmits(OperatorBuilder.build(plan, context), row(1, "a"), row(1, null), row(1, "e"));
      assertEquals(3, context.statistics(1).rows());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100})
  void filterMayPassNothing(int batchRows) {
    try (TestTaskContext context = context()) {
      PhysicalNode plan = new FilterNode(1, context.input(0, batchRows, KEYS, NAMES), keyIs(9));
      assertEmits(OperatorBuilder.build(plan, context));
      assertEquals(0, context.statistics(1).rows());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100})
  void projectComputesEveryRow(int batchRows) {
    try (TestTaskContext context = context()) {
      PhysicalNode plan = project(context.input(0, batchRows, KEYS, NAMES));
      assertEmits(
          OperatorBuilder.build(plan, context),
          row("a", 2),
          row("b", 4),
          row("c", null),
          row(null, 2),
          row("e", 2),
          row("f", 4));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100})
  void projectOverFilterComputesTheRowsThatPass(int batchRows) {
    try (TestTaskContext context = context()) {
      PhysicalNode plan =
          project(new FilterNode(1, context.input(0, batchRows, KEYS, NAMES), keyIs(2)));
      assertEmits(OperatorBuilder.build(plan, context), row("b", 4), row("f", 4));
      assertEquals(2, context.statistics(1).rows(), "the filter's own count");
      assertEquals(2, context.statistics(2).rows());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100})
  void expandEmitsEachRowOnceForEachList(int batchRows) {
    try (TestTaskContext context = context()) {
      Schema schema =
          Schema.of(Field.of("key", DataTypes.INTEGER), Field.of("grouping", DataTypes.BIGINT));
      List<List<Expression>> lists =
          List.of(
              List.of(KEY, Literal.of(0)),
              List.of(Literal.ofNull(DataTypes.INTEGER), Literal.of(1)));
      PhysicalNode plan =
          new ExpandNode(
              1, context.input(0, batchRows, ints(5, null), strings("x", "y")), lists, schema);
      assertEmitsInAnyOrder(
          OperatorBuilder.build(plan, context),
          row(5, 0),
          row(null, 0),
          row(null, 1),
          row(null, 1));
    }
  }

  private static TestTaskContext context() {
    return TestTaskContext.create();
  }

  private static ProjectNode project(PhysicalNode input) {
    Expression twice = new Call("add", List.of(KEY, KEY), DataTypes.INTEGER, true);
    return new ProjectNode(2, input, List.of(NAME, twice), PROJECTED);
  }

  private static Expression keyIs(long value) {
    return new Call(
        "equal", List.of(KEY, new Literal(value, DataTypes.INTEGER)), DataTypes.BOOLEAN, true);
  }

  private static Expression column(int index, DataType type) {
    return new ColumnReference(index, type, true);
  }
}
