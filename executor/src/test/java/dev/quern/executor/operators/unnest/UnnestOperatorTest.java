package dev.quern.executor.operators.unnest;

import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.lists;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.drain;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.executor.operators.tree.OperatorBuilder;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.UnnestNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnnestOperatorTest {
  private static final TestColumn KEYS = ints(1, 2, 3, 4);
  private static final List<Long> WITH_NULL = Arrays.asList(30L, null, 32L);
  private static final TestColumn LISTS =
      lists(DataTypes.INTEGER, List.of(10L, 11L), null, WITH_NULL, List.of());

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 2", "100, 100"})
  void emitsARowForEachElement(int inputRows, int batchRows) {
    try (TestTaskContext context = TestTaskContext.create(batchRows, 1 << 20)) {
      PhysicalNode input = context.input(0, inputRows, KEYS, LISTS);
      assertEmits(
          OperatorBuilder.build(unnest(input, DataTypes.INTEGER, false, false), context),
          row(1, List.of(10L, 11L), 10),
          row(1, List.of(10L, 11L), 11),
          row(3, WITH_NULL, 30),
          row(3, WITH_NULL, null),
          row(3, WITH_NULL, 32));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 2", "100, 100"})
  void keepsRowsOfEmptyAndNullListsAndNumbersElements(int inputRows, int batchRows) {
    try (TestTaskContext context = TestTaskContext.create(batchRows, 1 << 20)) {
      PhysicalNode input = context.input(0, inputRows, KEYS, LISTS);
      assertEmits(
          OperatorBuilder.build(unnest(input, DataTypes.INTEGER, true, true), context),
          row(1, List.of(10L, 11L), 10, 1),
          row(1, List.of(10L, 11L), 11, 2),
          row(2, null, null, null),
          row(3, WITH_NULL, 30, 1),
          row(3, WITH_NULL, null, 2),
          row(3, WITH_NULL, 32, 3),
          row(4, List.of(), null, null));
    }
  }

  @Test
  void unnestsStringsAndNestedLists() {
    List<List<String>> nested = List.of(List.of("a", "b"), List.of(), List.of("ccc"));
    DataType inner = new DataType.ListType(DataTypes.VARCHAR);
    try (TestTaskContext context = TestTaskContext.create(2, 1 << 20)) {
      PhysicalNode input = context.input(0, 10, strings("x"), lists(inner, nested));
      PhysicalNode outer = unnest(input, inner, false, false);
      Schema schema = outer.schema().concat(Schema.of(Field.of("v", DataTypes.VARCHAR)));
      PhysicalNode plan = new UnnestNode(2, outer, 2, false, false, schema);
      assertEmits(
          OperatorBuilder.build(plan, context),
          row("x", nested, List.of("a", "b"), "a"),
          row("x", nested, List.of("a", "b"), "b"),
          row("x", nested, List.of("ccc"), "ccc"));
    }
  }

  @Test
  void cutsLongListsIntoBatches() {
    List<Long> values = LongStream.range(0, 250).boxed().toList();
    try (TestTaskContext context = TestTaskContext.create(100, 1 << 20)) {
      PhysicalNode input =
          context.input(
              0, 10, ints(1), lists(DataTypes.INTEGER, Collections.unmodifiableList(values)));
      PhysicalNode plan = unnest(input, DataTypes.INTEGER, false, false);
      assertEquals(250, drain(OperatorBuilder.build(plan, context)).size());
      assertEquals(3, context.statistics(1).batches());
    }
  }

  private static UnnestNode unnest(
      PhysicalNode input, DataType element, boolean keepEmpty, boolean withPosition) {
    Schema schema = input.schema().concat(Schema.of(Field.of("element", element)));
    if (withPosition) {
      schema = schema.concat(Schema.of(Field.of("position", DataTypes.BIGINT)));
    }
    return new UnnestNode(1, input, 1, keepEmpty, withPosition, schema);
  }
}
