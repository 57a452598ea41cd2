package dev.quern.executor.expressions;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.functions.user.UserFunctions;
import dev.quern.executor.expressions.loops.OutputColumn;
import dev.quern.executor.expressions.loops.ProjectionLoop;
import dev.quern.plan.errors.Checks;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.Schema;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Output columns: bare columns are shared or gathered, all others interpreted or compiled. */
final class ShapeProjection implements Projection {
  private final Schema output;

  /** For each output column the input column that it is, or -1. */
  private final int[] sources;

  /** The output columns that are computed, in the order of the shape's roots. */
  private final int[] computed;

  private final Shape shape;
  private final ShapeRunner runner;

  private ShapeProjection(
      Schema output, int[] sources, int[] computed, Shape shape, ShapeRunner runner) {
    this.output = output;
    this.sources = sources;
    this.computed = computed;
    this.shape = shape;
    this.runner = runner;
  }

  static Projection of(
      List<Expression> expressions,
      Schema input,
      Schema output,
      UserFunctions userFunctions,
      LoopCache cache,
      long interpretedSteps) {
    Checks.check(
        expressions.size() == output.size(),
        "%s expressions but %s output columns",
        expressions.size(),
        output.size());
    int[] sources = new int[expressions.size()];
    int[] computed = new int[expressions.size()];
    List<Expression> computedExpressions = new ArrayList<>();
    for (int i = 0; i < sources.length; i++) {
      Expression expression = expressions.get(i);
      Checks.check(
          expression.type().equals(output.type(i)),
          "expression has type %s but its output column %s",
          expression.type().sqlName(),
          output.type(i).sqlName());
      sources[i] = expression instanceof ColumnReference column ? column.index() : -1;
      if (sources[i] < 0) {
        computed[computedExpressions.size()] = i;
        computedExpressions.add(expression);
      }
    }
    Shape shape = Lowering.lower(computedExpressions, input, userFunctions);
    ShapeRunner runner = new ShapeRunner(shape, cache, interpretedSteps, input);
    int[] computedColumns = Arrays.copyOf(computed, computedExpressions.size());
    return new ShapeProjection(output, sources, computedColumns, shape, runner);
  }

  @Override
  public Batch project(
      Batch input, int @Nullable [] selected, int count, BufferAllocator allocator) {
    int rowCount = selected == null ? input.rowCount() : count;
    @Nullable FieldVector[] vectors = new FieldVector[sources.length];
    try {
      compute(input, selected, rowCount, allocator, vectors);
      List<FieldVector> columns = new ArrayList<>(vectors.length);
      for (int i = 0; i < vectors.length; i++) {
        FieldVector vector = vectors[i];
        if (vector == null) {
          FieldVector source = input.vector(sources[i]);
          vector =
              selected == null
                  ? ColumnCopies.share(source, output.field(i), rowCount, allocator)
                  : ColumnCopies.gather(source, output.field(i), selected, count, allocator);
          vectors[i] = vector;
        }
        columns.add(vector);
      }
      return new Batch(output, columns, rowCount);
    } catch (RuntimeException | Error e) {
      for (FieldVector vector : vectors) {
        if (vector != null) {
          vector.close();
        }
      }
      throw e;
    }
  }

  private void compute(
      Batch input,
      int @Nullable [] selected,
      int rowCount,
      BufferAllocator allocator,
      @Nullable FieldVector[] vectors) {
    if (computed.length == 0) {
      return;
    }
    OutputColumn[] outputs = new OutputColumn[computed.length];
    int made = 0;
    try {
      while (made < computed.length) {
        outputs[made] = new OutputColumn(output.field(computed[made]), rowCount, allocator);
        made++;
      }
      run(input, selected, rowCount, outputs);
    } catch (RuntimeException | Error e) {
      for (int i = 0; i < made; i++) {
        outputs[i].discard();
      }
      throw e;
    }
    for (int i = 0; i < computed.length; i++) {
      vectors[computed[i]] = outputs[i].finish();
    }
  }

  private void run(Batch input, int @Nullable [] selected, int rowCount, OutputColumn[] outputs) {
    if (rowCount == 0) {
      return;
    }
    boolean hasNulls = runner.bind(input);
    ProjectionLoop loop =
        runner.loop(ProjectionLoop.class, hasNulls, rowCount, LoopSource::ofProjection);
    if (loop == null) {
      interpret(selected, rowCount, outputs);
      return;
    }
    try {
      loop.project(runner.columns(), outputs, selected, rowCount);
    } catch (QueryException e) {
      findFailure(selected, rowCount);
      throw e;
    } finally {
      Reference.reachabilityFence(runner);
    }
  }

  private void interpret(int @Nullable [] selected, int rowCount, OutputColumn[] outputs) {
    Interpreter interpreter = runner.interpreter();
    try {
      for (int i = 0; i < rowCount; i++) {
        interpreter.moveTo(selected == null ? i : selected[i]);
        for (int column = 0; column < outputs.length; column++) {
          Node root = shape.roots().get(column);
          CellOutput.write(interpreter.evaluate(root), root.type, outputs[column], i);
        }
      }
      interpreter.leaveRows();
    } catch (QueryException e) {
      throw runner.explain(e);
    } finally {
      Reference.reachabilityFence(runner);
    }
  }

  /** Runs the rows again, slowly, and throws the error with the step that fails. */
  private void findFailure(int @Nullable [] selected, int rowCount) {
    Interpreter interpreter = runner.interpreter();
    try {
      for (int i = 0; i < rowCount; i++) {
        interpreter.moveTo(selected == null ? i : selected[i]);
        for (Node root : shape.roots()) {
          interpreter.evaluate(root);
        }
      }
    } catch (QueryException e) {
      throw runner.explain(e);
    } finally {
      Reference.reachabilityFence(runner);
    }
  }
}
