package dev.quern.executor.queries;

import dev.quern.executor.worker.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder for everything temporary of an executor or a session, {@code
 * quern-<pid>-<start>-<random>}, readable by its owner only. It is removed when it is closed. One
 * that a crash has left behind is removed by the next executor that uses the same place: when no
 * process of that number and start lives, and the lock inside is free (so a process of another
 * container, which cannot be seen, is safe).
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final String LOCK_NAME = "owner.lock";
  private static final Pattern NAME = Pattern.compile("quern-(\\d+)-(\\d+)-.*");

  private final Path path;
  private final FileChannel lockChannel;
  private final AtomicLong queryCount = new AtomicLong();

  private TemporaryFolder(Path path, FileChannel lockChannel) {
    this.path = path;
    this.lockChannel = lockChannel;
  }

  /** Makes a folder under {@code parent}, after removing those of processes that are gone. */
  public static TemporaryFolder create(Path parent) throws IOException {
    Files.createDirectories(parent);
    sweep(parent);
    ProcessHandle self = ProcessHandle.current();
    String prefix = "quern-" + self.pid() + "-" + startMillis(self) + "-";
    Path path = createOwn(parent, prefix);
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK_NAME), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new IOException("the new lock file is already locked: " + path);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new TemporaryFolder(path, channel);
  }

  /**
   * Makes a folder of a name that is new. {@link Files#createTempDirectory} would take its random
   * numbers from a secure source, which takes long to load; nobody is harmed who guesses the name,
   * since a folder that exists is never taken.
   */
  private static Path createOwn(Path parent, String prefix) throws IOException {
    FileAttribute<?>[] ownerOnly =
        parent.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Path path;
    do {
      path = parent.resolve(prefix + Long.toUnsignedString(ThreadLocalRandom.current().nextLong()));
    } while (Files.exists(path));
    return Files.createDirectory(path, ownerOnly);
  }

  public Path path() {
    return path;
  }

  /**
   * Returns the folder of one query, of a name that no other one has. It is not made: most queries
   * write nothing, and whoever writes makes the folders that he needs.
   */
  Path newQueryFolder() {
    return path.resolve("q" + queryCount.incrementAndGet());
  }

  @Override
  public void close() throws IOException {
    try {
      Folders.delete(path);
    } finally {
      lockChannel.close();
    }
  }

  private static void sweep(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, "quern-*")) {
      for (Path folder : folders) {
        Matcher name = NAME.matcher(folder.getFileName().toString());
        if (name.matches() && !isAlive(name.group(1), name.group(2)) && isUnlocked(folder)) {
          Folders.delete(folder);
        }
      }
    }
  }

  private static boolean isAlive(String pid, String start) {
    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
    return process.isPresent() && String.valueOf(startMillis(process.get())).equals(start);
  }

  private static boolean isUnlocked(Path folder) throws IOException {
    Path lockFile = folder.resolve(LOCK_NAME);
    if (!Files.exists(lockFile)) {
      return true;
    }
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
