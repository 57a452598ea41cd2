package dev.quern;

import dev.quern.engine.Engine;
import dev.quern.engine.settings.Settings;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Quern in this process: what all queries share, such as compiled expressions, caches, the memory
 * budget and warm worker processes. Open one for the whole program. Thread-safe. Closing it ends
 * every query, worker and thread of it; batches and results must be closed before.
 *
 * <pre>{@code
 * try (Quern quern = Quern.open(Settings.defaults().with("memory", "512MB"));
 *     QuernSession session = quern.openSession(Path.of("/data"));
 *     QueryRows rows = session.query("SELECT city, sum(amount) FROM 'orders/*.csv' GROUP BY city")) {
 *   for (Row row : rows) {
 *     System.out.println(row.getString(0) + " " + row.getDecimal(1));
 *   }
 * }
 * }</pre>
 */
public final class Quern implements AutoCloseable {
  private final Engine engine;
  private final Settings settings;

  private Quern(Engine engine, Settings settings) {
    this.engine = engine;
    this.settings = settings;
  }

  /** Opens Quern with all settings chosen from the machine. */
  public static Quern open() {
    return open(Settings.defaults());
  }

  /**
   * Opens Quern whose sessions begin with {@code settings}.
   *
   * <pre>{@code
   * Quern quern = Quern.open(Settings.defaults().with("scheduler", "threads").with("threads", "2"));
   * }</pre>
   */
  public static Quern open(Settings settings) {
    return new Quern(Engine.open(settings), settings);
  }

  /** Opens a session without tables; relative paths start from the program's working folder. */
  public QuernSession openSession() {
    return openSession(Path.of(""));
  }

  /**
   * Opens a session without tables.
   *
   * <pre>{@code
   * try (QuernSession session = quern.openSession(Path.of("/data"))) {
   *   session.attach(Path.of("tpch")); // each file and folder in /data/tpch is a table now
   * }
   * }</pre>
   *
   * @param base the folder that relative paths in its statements start from
   */
  public QuernSession openSession(Path base) {
    return new QuernSession(engine.openSession(base), settings);
  }

  /**
   * Adds a function that SQL of all sessions may call from now on.
   *
   * <pre>{@code
   * quern.register(JavaFunction.of("hypotenuse", Math.class, "hypot"));
   * }</pre>
   *
   * @throws dev.quern.plan.errors.QueryException DUPLICATE_OBJECT if there is a function of that
   *     name
   */
  public void register(JavaFunction function) {
    engine.register(function.function());
  }

  /**
   * Adds an aggregate that SQL of all sessions may call from now on.
   *
   * <pre>{@code
   * quern.register(
   *     JavaAggregate.of("geo_mean", List.of(Double.class), Double.class, GeometricMean.class));
   * }</pre>
   *
   * @throws dev.quern.plan.errors.QueryException DUPLICATE_OBJECT if there is a function of that
   *     name
   */
  public void register(JavaAggregate aggregate) {
    engine.register(aggregate.aggregate());
  }

  /**
   * Returns the allocator whose memory the batches of results take; {@code getAllocatedMemory}
   * tells what is still open.
   */
  public BufferAllocator allocator() {
    return engine.allocator();
  }

  @Override
  public void close() {
    engine.close();
  }
}
