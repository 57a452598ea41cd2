package dev.quern.executor.expressions;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.loops.ColumnAddresses;
import dev.quern.executor.expressions.loops.Constants;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What predicates and projections share: the addresses of the current batch, the interpreter, and
 * the compiled loops with and without null checks, made when they are first worth it. Not
 * thread-safe.
 */
final class ShapeRunner {
  /** With more nodes a class would exceed what a class file can hold. */
  private static final int MAX_COMPILED_NODES = 5_000;

  private final Shape shape;
  private final LoopCache cache;
  private final long interpretedSteps;
  private final Schema input;
  private final Constants constants;
  private final ColumnAddresses columns;
  private @Nullable Interpreter interpreter;
  private @Nullable Object loopWithNulls;
  private @Nullable Object loopWithoutNulls;
  private LoopCache.@Nullable Entry entryWithNulls;
  private LoopCache.@Nullable Entry entryWithoutNulls;

  ShapeRunner(Shape shape, LoopCache cache, long interpretedSteps, Schema input) {
    this.shape = shape;
    this.cache = cache;
    this.interpretedSteps = interpretedSteps;
    this.input = input;
    this.constants = new Constants(shape.constants());
    this.columns = new ColumnAddresses(shape.columns());
  }

  ColumnAddresses columns() {
    return columns;
  }

  /** Takes the batch's addresses; returns whether one of the columns has a null. */
  boolean bind(Batch batch) {
    return columns.bind(batch);
  }

  /**
   * Returns the compiled loop, or null if the rows should be interpreted.
   *
   * @param source writes the loop with or without null checks
   */
  <T> @Nullable T loop(Class<T> type, boolean withNulls, int rowCount, SourceWriter source) {
    Object loop = withNulls ? loopWithNulls : loopWithoutNulls;
    if (loop != null) {
      return type.cast(loop);
    }
    LoopCache.Entry entry = entry(type, withNulls);
    if (!LoopCache.isReady(entry)) {
      if (shape.nodeCount() > MAX_COMPILED_NODES) {
        return null;
      }
      long steps = (long) rowCount * shape.nodeCount();
      if (entry.interpretedSteps.addAndGet(steps) <= interpretedSteps) {
        return null;
      }
      LoopCache.Source text = className -> source.write(shape, withNulls, className);
      if (interpretedSteps > 0) {
        cache.compileLater(entry, text);
        return null;
      }
      cache.compileNow(entry, text);
    }
    T made = LoopCache.newLoop(entry, type, constants, shape.newStates());
    if (withNulls) {
      loopWithNulls = made;
    } else {
      loopWithoutNulls = made;
    }
    return made;
  }

  /** Writes the source of a loop. */
  interface SourceWriter {
    String write(Shape shape, boolean withNulls, String className);
  }

  private LoopCache.Entry entry(Class<?> type, boolean withNulls) {
    LoopCache.Entry entry = withNulls ? entryWithNulls : entryWithoutNulls;
    if (entry == null) {
      entry = cache.entry(type.getSimpleName() + (withNulls ? "+" : "-") + shape.key());
      if (withNulls) {
        entryWithNulls = entry;
      } else {
        entryWithoutNulls = entry;
      }
    }
    return entry;
  }

  Interpreter interpreter() {
    Interpreter made = interpreter;
    if (made == null) {
      made = new Interpreter(shape, columns, constants);
      interpreter = made;
    }
    return made;
  }

  /** Returns the error with the expression at which the interpreter stopped. */
  QueryException explain(QueryException error) {
    Node failed = interpreter().failedNode();
    if (failed == null) {
      return error;
    }
    String text = new ExpressionText(shape, input).of(failed);
    return new QueryException(
        error.code(), error.message() + ", expression=" + text, error.getCause());
  }
}
