package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.TemporarySpace;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the output of a task to a file, see {@link ExchangeFile} for its layout. The file gets its
 * name when it is finished. Not thread-safe.
 */
final class ExchangeFileWriter implements AutoCloseable {
  private final Path path;
  private final Path unfinished;
  private final BlockFile file;
  private final List<List<ExchangeFile.Block>> partitions = new ArrayList<>();
  private boolean isFinished;

  ExchangeFileWriter(
      Path path, int partitionCount, FileBuffers buffers, TemporarySpace temporarySpace) {
    this.path = path;
    this.unfinished = path.resolveSibling(path.getFileName() + ".part");
    for (int i = 0; i < partitionCount; i++) {
      partitions.add(new ArrayList<>());
    }
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      this.file = new BlockFile(unfinished, buffers, temporarySpace);
    } catch (IOException e) {
      throw failure("Cannot create exchange file", e);
    }
  }

  /** Begins a partition behind the others. */
  void addPartition() {
    partitions.add(new ArrayList<>());
  }

  /** Writes a batch, which stays open. */
  void write(int partition, Batch batch) {
    long offset = file.offset();
    try {
      BlockCodec.encode(batch, file);
    } catch (IOException e) {
      throw failure("Cannot write exchange file", e);
    }
    int length = Math.toIntExact(file.offset() - offset);
    partitions.get(partition).add(new ExchangeFile.Block(offset, length, file.takeChecksum()));
  }

  /** Makes the file visible under its name. */
  void finish() {
    try {
      long footerOffset = file.offset();
      writeFooter();
      int footerLength = Math.toIntExact(file.offset() - footerOffset);
      int footerChecksum = file.takeChecksum();
      file.putInt(footerLength);
      file.putInt(footerChecksum);
      file.putLong(ExchangeFile.MAGIC);
      file.flush();
      file.close();
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
      isFinished = true;
    } catch (IOException e) {
      throw failure("Cannot finish exchange file", e);
    }
  }

  private void writeFooter() throws IOException {
    file.putInt(partitions.size());
    for (List<ExchangeFile.Block> blocks : partitions) {
      file.putInt(blocks.size());
      for (ExchangeFile.Block block : blocks) {
        file.putLong(block.offset());
        file.putInt(block.length());
        file.putInt(block.checksum());
      }
    }
  }

  @Override
  public void close() {
    if (isFinished) {
      return;
    }
    try {
      file.close();
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      throw failure("Cannot remove exchange file", e);
    }
  }

  private QueryException failure(String what, IOException cause) {
    if (cause instanceof TemporarySpace.LimitReachedException limit) {
      return limit.of("exchange");
    }
    ErrorCode code = ErrorCode.ofFailedWrite(cause);
    return new QueryException(
        code,
        what
            + ": file="
            + path
            + ", cause="
            + cause.getMessage()
            + (code == ErrorCode.DISK_FULL
                ? "; free some space there or choose another folder with the setting temp-dir"
                : ""),
        cause);
  }
}
