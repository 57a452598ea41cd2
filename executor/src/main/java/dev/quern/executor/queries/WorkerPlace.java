package dev.quern.executor.queries;

import dev.quern.executor.operators.Closing;
import dev.quern.executor.worker.WorkerPool;
import dev.quern.executor.worker.WorkerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** The worker pool of an executor with the folder in which its socket lies. */
final class WorkerPlace implements AutoCloseable {
  /** Unix domain sockets allow 108 bytes on Linux, 104 on others, with a final zero. */
  private static final int MOST_PATH_BYTES = 100;

  private final WorkerPool pool;
  private final TemporaryFolder folder;

  private WorkerPlace(WorkerPool pool, TemporaryFolder folder) {
    this.pool = pool;
    this.folder = folder;
  }

  /** Opens the pool in the first of the places whose path is short enough for a socket. */
  static WorkerPlace open(List<Path> places, WorkerSettings settings, ThreadFactory threads)
      throws IOException {
    for (Path place : places) {
      TemporaryFolder folder = TemporaryFolder.create(place);
      if (length(WorkerPool.socketIn(folder.path())) <= MOST_PATH_BYTES) {
        try {
          return new WorkerPlace(new WorkerPool(folder.path(), settings, threads), folder);
        } catch (IOException e) {
          throw Closing.closeAfter(e, List.of(folder));
        }
      }
      folder.close();
    }
    throw new IOException("all temporary folders have too long a path for a socket: " + places);
  }

  WorkerPool pool() {
    return pool;
  }

  @Override
  public void close() throws IOException {
    try {
      pool.close();
    } finally {
      folder.close();
    }
  }

  private static int length(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
