package dev.quern.cli;

import dev.quern.executor.worker.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A temporary folder that is gone when this is closed, and also when a signal ends the process. */
final class DemoFolder implements AutoCloseable {
  private static final int ATTEMPTS = 50;
  private static final long PAUSE_MILLIS = 20;

  private final Path path;
  private final Thread atExit;

  private DemoFolder(Path path) {
    this.path = path;
    this.atExit = new Thread(this::deleteWhileOthersWrite, "quern-demo-cleaning");
  }

  static DemoFolder create() throws IOException {
    DemoFolder folder = new DemoFolder(Files.createTempDirectory("quern-demo-"));
    Runtime.getRuntime().addShutdownHook(folder.atExit);
    return folder;
  }

  Path path() {
    return path;
  }

  /** Threads that still write files make a folder fail to be empty, until it is gone. */
  private void deleteWhileOthersWrite() {
    try {
      for (int i = 0; i < ATTEMPTS && Files.exists(path); i++) {
        try {
          Folders.delete(path);
        } catch (UncheckedIOException e) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    Folders.delete(path);
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs already, and finds nothing left.
      deleteWhileOthersWrite();
    }
  }
}
