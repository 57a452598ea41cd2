package dev.quern.jdbc;

import dev.quern.engine.Engine;
import dev.quern.engine.settings.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A share in an engine. Connections with the same folder and settings share one engine, its workers
 * and its budget; the last one closed ends it. The map of open engines is the driver's only static
 * state, as JDBC gives it no other place.
 */
final class EngineReference implements AutoCloseable {
  private static final Map<JdbcUrl, Shared> OPEN = new HashMap<>();

  private final JdbcUrl key;
  private final Shared shared;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private static final class Shared {
    private final Engine engine;
    private int count;

    Shared(Engine engine) {
      this.engine = engine;
    }
  }

  private EngineReference(JdbcUrl key, Shared shared) {
    this.key = key;
    this.shared = shared;
  }

  static EngineReference acquire(JdbcUrl url) {
    synchronized (OPEN) {
      Shared shared = OPEN.get(url);
      if (shared == null) {
        Settings settings = Settings.defaults();
        for (Map.Entry<String, String> setting : url.settings().entrySet()) {
          settings = settings.with(setting.getKey(), setting.getValue());
        }
        shared = new Shared(Engine.open(settings));
        OPEN.put(url, shared);
      }
      shared.count++;
      return new EngineReference(url, shared);
    }
  }

  Engine engine() {
    return shared.engine;
  }

  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    synchronized (OPEN) {
      shared.count--;
      if (shared.count > 0) {
        return;
      }
      OPEN.remove(key);
    }
    shared.engine.close();
  }
}
