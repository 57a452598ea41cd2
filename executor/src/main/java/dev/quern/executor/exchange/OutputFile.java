package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.scheduler.AttemptId;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The file of a finished output, opened when it is needed; readers of its runs share it. Its
 * methods throw {@link OutputLostException}. Not thread-safe.
 */
final class OutputFile implements AutoCloseable {
  private final AttemptId id;
  private final ExchangeStore store;
  private final boolean staysOpen;
  private @Nullable ExchangeFile file;

  /**
   * @param staysOpen see {@link ExchangeFile}; true if there is one reader
   */
  OutputFile(AttemptId id, ExchangeStore store, boolean staysOpen) {
    this.id = id;
    this.store = store;
    this.staysOpen = staysOpen;
  }

  /** Returns the file, whose index has been read. */
  ExchangeFile open() {
    ExchangeFile opened = file;
    if (opened == null) {
      try {
        opened = new ExchangeFile(store.path(id), store.fileBuffers(), staysOpen);
      } catch (IOException e) {
        throw lost(e);
      }
      file = opened;
    }
    return opened;
  }

  /** Returns a block of a partition, which the caller closes; null if there are no more. */
  @Nullable Batch read(int partition, int index, Schema schema, BufferAllocator allocator) {
    ExchangeFile opened = open();
    if (index >= opened.blocks(partition).size()) {
      return null;
    }
    try {
      return opened.read(opened.blocks(partition).get(index), schema, allocator);
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private OutputLostException lost(IOException cause) {
    return new OutputLostException(
        id, "Lost the output of " + id + ": " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    ExchangeFile opened = file;
    file = null;
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException e) {
        throw lost(e);
      }
    }
  }
}
