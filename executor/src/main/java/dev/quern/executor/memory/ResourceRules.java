package dev.quern.executor.memory;

import java.io.IOException;

/**
 * Has a say in what a process may take beside its limits: tests make memory and disks fail with it.
 * Thread-safe.
 */
public interface ResourceRules {
  /** Refuses nothing. */
  ResourceRules NONE =
      new ResourceRules() {
        @Override
        public boolean grants(long bytes) {
          return true;
        }

        @Override
        public void beforeWrite(long bytes) {
          // The disk itself says when it is full.
        }
      };

  /**
   * Asked for each reservation that there is room for; false refuses it. Called under locks: must
   * not block.
   */
  boolean grants(long bytes);

  /**
   * Called before each write to a temporary file.
   *
   * @throws IOException if the write is to fail
   */
  void beforeWrite(long bytes) throws IOException;
}
