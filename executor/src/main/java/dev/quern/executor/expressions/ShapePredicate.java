package dev.quern.executor.expressions;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.loops.SelectionLoop;
import dev.quern.plan.errors.QueryException;
import java.lang.ref.Reference;

/** A condition, interpreted or compiled. */
final class ShapePredicate implements Predicate {
  private final Shape shape;
  private final ShapeRunner runner;

  ShapePredicate(Shape shape, ShapeRunner runner) {
    this.shape = shape;
    this.runner = runner;
  }

  @Override
  public int select(Batch input, int[] selected) {
    int rowCount = input.rowCount();
    if (rowCount == 0) {
      return 0;
    }
    boolean hasNulls = runner.bind(input);
    SelectionLoop loop =
        runner.loop(SelectionLoop.class, hasNulls, rowCount, LoopSource::ofSelection);
    try {
      if (loop != null) {
        return loop.select(runner.columns(), rowCount, selected);
      }
    } catch (QueryException e) {
      // The same rows again, slowly, to tell which step fails.
      interpret(rowCount, selected);
      throw e;
    } finally {
      Reference.reachabilityFence(runner);
    }
    return interpret(rowCount, selected);
  }

  private int interpret(int rowCount, int[] selected) {
    Interpreter interpreter = runner.interpreter();
    Node root = shape.roots().get(0);
    int count = 0;
    try {
      for (int row = 0; row < rowCount; row++) {
        interpreter.moveTo(row);
        if (interpreter.isTrue(root)) {
          selected[count++] = row;
        }
      }
      interpreter.leaveRows();
    } catch (QueryException e) {
      throw runner.explain(e);
    } finally {
      Reference.reachabilityFence(runner);
    }
    return count;
  }
}
