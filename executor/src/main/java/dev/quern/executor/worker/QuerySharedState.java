package dev.quern.executor.worker;

import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.SharedState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps what the tasks of one query in one process share; closes it with the query. */
final class QuerySharedState implements SharedState, AutoCloseable {
  /** A place for one object; its lock is held while the object is made. */
  private static final class Slot {
    @Nullable AutoCloseable value;
  }

  private final Map<String, Slot> slots = new HashMap<>();

  @Override
  public <T extends AutoCloseable> T computeIfAbsent(String key, Class<T> type, Supplier<T> make) {
    Slot slot;
    synchronized (slots) {
      slot = slots.computeIfAbsent(key, absent -> new Slot());
    }
    synchronized (slot) {
      AutoCloseable present = slot.value;
      if (present == null) {
        T made = make.get();
        slot.value = made;
        return made;
      }
      return type.cast(present);
    }
  }

  @Override
  public void close() {
    List<AutoCloseable> values = new ArrayList<>();
    synchronized (slots) {
      for (Slot slot : slots.values()) {
        if (slot.value != null) {
          values.add(slot.value);
        }
      }
      slots.clear();
    }
    Closing.closeAll(values);
  }
}
