package dev.quern.executor.expressions;

import dev.quern.executor.expressions.functions.user.UserFunctions;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.Schema;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiles expressions by shape to fused loops, in the background, and interprets those of which
 * few rows were seen so far and those whose loop is not ready, so that no query waits for the
 * compiler.
 */
public final class JaninoExpressionCompiler implements ExpressionCompiler {
  /**
   * Steps (nodes x rows) of one shape that are interpreted before its compilation begins: about as
   * much time as the compilation takes.
   */
  private static final long INTERPRETED_STEPS = 30_000;

  private final UserFunctions userFunctions;
  private final LoopCache cache;
  private final long interpretedSteps;

  private JaninoExpressionCompiler(
      UserFunctions userFunctions, @Nullable Path sourceFolder, long interpretedSteps) {
    this.userFunctions = userFunctions;
    this.cache = new LoopCache(sourceFolder);
    this.interpretedSteps = interpretedSteps;
  }

  /** Returns a compiler with an empty cache; one for a process is best. */
  public static ExpressionCompiler create() {
    return create(new UserFunctions());
  }

  /** Returns a compiler whose expressions may call functions of the program. */
  public static ExpressionCompiler create(UserFunctions userFunctions) {
    return new JaninoExpressionCompiler(userFunctions, null, INTERPRETED_STEPS);
  }

  /**
   * Returns a compiler that compiles from the first row on and writes the generated source to a
   * folder, for debugging.
   */
  public static ExpressionCompiler createKeepingSource(Path sourceFolder) {
    return new JaninoExpressionCompiler(new UserFunctions(), sourceFolder, 0);
  }

  /**
   * Returns a compiler that interprets the given number of steps first; for tests. With 0 steps it
   * compiles before the first row.
   */
  static ExpressionCompiler create(long interpretedSteps) {
    return new JaninoExpressionCompiler(new UserFunctions(), null, interpretedSteps);
  }

  @Override
  public UserFunctions userFunctions() {
    return userFunctions;
  }

  @Override
  public Predicate predicate(Expression condition, Schema input) {
    if (NestedStages.isNeeded(condition)) {
      NestedStages stages = new NestedStages(input, this);
      Expression rest = stages.rewrite(condition);
      return new StagedPredicate(stages, predicate(rest, stages.schema()));
    }
    Shape shape = Lowering.lower(List.of(condition), input, userFunctions);
    return new ShapePredicate(shape, new ShapeRunner(shape, cache, interpretedSteps, input));
  }

  @Override
  public Projection projection(List<Expression> expressions, Schema input, Schema output) {
    if (expressions.stream().anyMatch(NestedStages::isNeeded)) {
      NestedStages stages = new NestedStages(input, this);
      List<Expression> rest = expressions.stream().map(stages::rewrite).toList();
      return new StagedProjection(stages, projection(rest, stages.schema(), output));
    }
    return ShapeProjection.of(expressions, input, output, userFunctions, cache, interpretedSteps);
  }
}
