package dev.quern.executor.operators;

import java.util.function.Supplier;

/**
 * State that all tasks of one query in one process share, such as the hash table of a broadcast
 * join. Thread-safe.
 */
public interface SharedState {
  /**
   * Returns the object kept under {@code key}, made by the first caller while others of the same
   * key wait. Closed when the query ends in this process. If making it fails, the failure goes to
   * that caller and the next one tries again.
   */
  <T extends AutoCloseable> T computeIfAbsent(String key, Class<T> type, Supplier<T> make);
}
