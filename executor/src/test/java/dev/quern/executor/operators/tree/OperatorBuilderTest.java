package dev.quern.executor.operators.tree;

import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.schema;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.testing.TestColumn;
import dev.quern.executor.testing.TestColumns;
import dev.quern.executor.testing.TestSource;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.ExchangeNode;
import dev.quern.plan.nodes.LimitNode;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.nodes.ValuesNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OperatorBuilderTest {
  private static final TestColumn NUMBERS = ints(1, 2, 3, 4, 5, 6, 7);

  @Test
  void limitLeavesOutTheOffsetAndCutsInTheMiddleOfABatch() {
    try (TestTaskContext context = TestTaskContext.create()) {
      PhysicalNode plan = new LimitNode(1, context.input(0, 3, NUMBERS), 2, 3);
      assertEmits(OperatorBuilder.build(plan, context), row(3), row(4), row(5));
      assertEquals(3, context.statistics(1).rows());
      assertEquals(2, context.statistics(1).batches());
    }
  }

  @Test
  void limitStopsPullingOnceItIsReached() {
    try (TestTaskContext context = TestTaskContext.create()) {
      Schema schema = schema(NUMBERS);
      TestSource source =
          context.addInput(0, schema, TestColumns.batches(context.allocator(), 2, NUMBERS));
      PhysicalNode plan = new LimitNode(1, TestTaskContext.inputNode(0, schema), 0, 2);
      assertEmits(OperatorBuilder.build(plan, context), row(1), row(2));
      assertEquals(1, source.pulled());
      assertTrue(source.isClosed());
    }
  }

  @Test
  void limitWithoutALimitOnlySkips() {
    try (TestTaskContext context = TestTaskContext.create()) {
      PhysicalNode plan = new LimitNode(1, context.input(0, 1, NUMBERS), 5, -1);
      assertEmits(OperatorBuilder.build(plan, context), row(6), row(7));
    }
  }

  @Test
  void unionEmitsAllInputsUnderItsOwnNames() {
    try (TestTaskContext context = TestTaskContext.create()) {
      Schema schema = Schema.of(Field.of("n", DataTypes.INTEGER));
      PhysicalNode plan =
          new UnionNode(
              1,
              List.of(
                  context.input(0, 2, ints(1, 2, null)),
                  context.input(1, 2, ints()),
                  context.input(2, 2, ints(3))),
              schema);
      assertEmits(OperatorBuilder.build(plan, context), row(1), row(2), row((Object) null), row(3));
    }
  }

  @Test
  void valuesWriteEveryTypeInBatches() {
    List<Literal> literals =
        List.of(
            Literal.of(true),
            new Literal(7L, DataTypes.TINYINT),
            new Literal(-7L, DataTypes.SMALLINT),
            new Literal(1L, DataTypes.INTEGER),
            Literal.of(1L << 40),
            new Literal(0.5, DataTypes.FLOAT),
            Literal.of(-0.5),
            new Literal(new BigDecimal("1.5"), DataType.decimal(9, 2)),
            new Literal(new BigDecimal("-1.5"), DataType.decimal(30, 2)),
            new Literal(3L, DataTypes.DATE),
            new Literal(4L, DataTypes.TIME),
            new Literal(5L, DataTypes.TIMESTAMP),
            new Literal(6L, DataTypes.TIMESTAMP_WITH_TIME_ZONE),
            new Literal(14L, DataTypes.INTERVAL_YEAR_MONTH),
            new Literal(-8L, DataTypes.INTERVAL_DAY_TIME),
            Literal.of("grün"),
            new Literal(ByteBuffer.wrap(new byte[] {1, 0, 2}), DataTypes.VARBINARY),
            Literal.ofNull(new DataType.ListType(DataTypes.INTEGER)));
    Schema schema =
        new Schema(literals.stream().map(literal -> Field.of("c", literal.type())).toList());
    List<Literal> nulls = literals.stream().map(literal -> Literal.ofNull(literal.type())).toList();
    try (TestTaskContext context = TestTaskContext.create(2, 1 << 20)) {
      PhysicalNode plan = new ValuesNode(1, List.of(literals, nulls, literals), schema);
      List<?> full =
          row(
              true,
              7,
              -7,
              1,
              1L << 40,
              0.5,
              -0.5,
              new BigDecimal("1.50"),
              new BigDecimal("-1.50"),
              3,
              4,
              5,
              6,
              14,
              -8,
              "grün",
              ByteBuffer.wrap(new byte[] {1, 0, 2}),
              null);
      assertEmits(
          OperatorBuilder.build(plan, context), full, row(new Object[literals.size()]), full);
      assertEquals(2, context.statistics(1).batches());
    }
  }

  @Test
  void valuesWithoutColumnsStillHaveRows() {
    try (TestTaskContext context = TestTaskContext.create()) {
      PhysicalNode plan = new ValuesNode(1, List.of(List.of()), new Schema(List.of()));
      assertEmits(OperatorBuilder.build(plan, context), row());
    }
  }

  @Test
  void valuesAreEmittedByTheFirstTaskOnly() {
    try (TestTaskContext context = TestTaskContext.create().withTaskIndex(1)) {
      PhysicalNode plan =
          new ValuesNode(
              1, List.of(List.of(Literal.of(1))), Schema.of(Field.of("n", DataTypes.BIGINT)));
      assertEmits(OperatorBuilder.build(plan, context));
    }
  }

  @Test
  void cancellationEndsTheTaskBetweenTwoBatches() {
    try (TestTaskContext context = TestTaskContext.create()) {
      PhysicalNode plan = new LimitNode(1, context.input(0, 1, NUMBERS), 0, -1);
      try (BatchSource source = OperatorBuilder.build(plan, context)) {
        Batch batch = source.next();
        assertNotNull(batch);
        batch.close();
        QueryException error = new QueryException(ErrorCode.CANCELLED, "Query was cancelled");
        context.cancel(error);
        assertSame(error, assertThrows(QueryException.class, source::next));
      }
    }
  }

  @Test
  void closesTheInputsIfBuildingFails() {
    try (TestTaskContext context = TestTaskContext.create()) {
      Schema schema = schema(NUMBERS);
      TestSource source =
          context.addInput(0, schema, TestColumns.batches(context.allocator(), 2, NUMBERS));
      PhysicalNode uncut =
          new ExchangeNode(
              2, new ValuesNode(3, List.of(), schema), Partitioning.gather(), List.of());
      PhysicalNode plan =
          new UnionNode(1, List.of(TestTaskContext.inputNode(0, schema), uncut), schema);
      assertThrows(IllegalStateException.class, () -> OperatorBuilder.build(plan, context));
      assertTrue(source.isClosed());
    }
  }

  @Test
  void closingEarlyFreesWhatWasNotRead() {
    try (TestTaskContext context = TestTaskContext.create()) {
      PhysicalNode plan =
          new LimitNode(1, context.input(0, 2, NUMBERS, strings(new String[7])), 1, 100);
      try (BatchSource source = OperatorBuilder.build(plan, context)) {
        Batch batch = source.next();
        assertNotNull(batch);
        batch.close();
      }
    }
  }
}
