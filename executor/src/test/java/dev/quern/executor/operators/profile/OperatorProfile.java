package dev.quern.executor.operators.profile;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.RuntimeFilterRegistry;
import dev.quern.executor.operators.aggregate.AggregateOperators;
import dev.quern.executor.operators.join.JoinOperators;
import dev.quern.executor.testing.TestTaskContext;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongUnaryOperator;

/**
 * Prints the nanoseconds of processor time a row of large groupings and joins. Not a test: run
 * {@code main} by hand, with the debug allocator off.
 */
final class OperatorProfile {
  private static final long ROWS = 6_000_000;
  private static final long KEYS = 1_500_000;
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private OperatorProfile() {}

  public static void main(String[] arguments) {
    int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    LongUnaryOperator random = row -> ((row * FACTOR) >>> 20) % KEYS;
    for (int run = 0; run < runs; run++) {
      measure("source alone", OperatorProfile::source, random);
      measure("group into 1.5M, random", OperatorProfile::group, random);
      measure("group into 1.5M, clustered", OperatorProfile::group, row -> row / 4);
      measure("group into 6M", OperatorProfile::group, row -> row);
      measure("group into 4", OperatorProfile::group, row -> row & 3);
      measure("join with 1.5M, random", OperatorProfile::join, random);
      measure("join with 1.5M, clustered", OperatorProfile::join, row -> row / 4);
    }
  }

  private interface Plan {
    BatchSource open(BatchSource input, TestTaskContext context);
  }

  private static void measure(String name, Plan plan, LongUnaryOperator key) {
    try (TestTaskContext context = TestTaskContext.create(4096, 4L << 30)) {
      long start = THREADS.getCurrentThreadCpuTime();
      long rows = 0;
      BatchSource input = new GeneratedRows(ROWS, 4096, key, context.allocator());
      try (BatchSource source = plan.open(input, context)) {
        for (Batch batch = source.next(); batch != null; batch = source.next()) {
          rows += batch.rowCount();
          batch.close();
        }
      }
      double nanos = (double) (THREADS.getCurrentThreadCpuTime() - start) / ROWS;
      System.out.printf(
          Locale.ROOT,
          "%-28s %6.1f ns/row  rows out %8d  peak %4d MB%n",
          name,
          nanos,
          rows,
          context.memoryPool().peakBytes() >> 20);
    }
  }

  private static BatchSource source(BatchSource input, TestTaskContext context) {
    return input;
  }

  private static BatchSource group(BatchSource input, TestTaskContext context) {
    ExchangeSourceNode node = TestTaskContext.inputNode(0, input.schema());
    List<AggregateCall> calls =
        List.of(
            call("count", List.of(), DataTypes.BIGINT, input.schema()),
            call("sum", List.of(1), DataType.decimal(38, 0), input.schema()),
            call("max", List.of(2), DataTypes.BIGINT, input.schema()));
    List<Field> fields = new ArrayList<>(List.of(input.schema().field(0)));
    calls.forEach(call -> fields.add(call.result()));
    return AggregateOperators.create(
        new AggregateNode(
            1, node, AggregateNode.Phase.SINGLE, List.of(0), calls, new Schema(fields)),
        input,
        context);
  }

  private static AggregateCall call(
      String function, List<Integer> arguments, DataType type, Schema schema) {
    return new AggregateCall(
        function,
        arguments,
        -1,
        false,
        List.of(),
        Field.of(function, type),
        schema.select(arguments).fields(),
        List.of());
  }

  private static BatchSource join(BatchSource input, TestTaskContext context) {
    ExchangeSourceNode node = TestTaskContext.inputNode(0, input.schema());
    HashJoinNode join =
        new HashJoinNode(
            1,
            node,
            node,
            JoinKind.INNER,
            List.of(0),
            List.of(0),
            List.of(false),
            null,
            false,
            false,
            List.of(-1));
    BatchSource build = new GeneratedRows(KEYS, 4096, row -> row, context.allocator());
    return JoinOperators.create(join, input, build, new RuntimeFilterRegistry(), context);
  }
}
