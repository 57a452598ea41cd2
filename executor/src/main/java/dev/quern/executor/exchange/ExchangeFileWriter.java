package dev.quern.executor.exchange;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.TemporarySpace;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
  private final RandomAccessFile file;
  private final TemporarySpace temporarySpace;
  private final List<List<ExchangeFile.Block>> partitions = new ArrayList<>();
  private final BlockCodec codec = new BlockCodec();
  private long offset;
  private boolean isFinished;

  ExchangeFileWriter(Path path, int partitionCount, TemporarySpace temporarySpace) {
    this.temporarySpace = temporarySpace;
    this.path = path;
    this.unfinished = path.resolveSibling(path.getFileName() + ".part");
    for (int i = 0; i < partitionCount; i++) {
      partitions.add(new ArrayList<>());
    }
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      this.file = new RandomAccessFile(unfinished.toFile(), "rw");
    } catch (IOException e) {
      throw failure("Cannot create exchange file", e);
    }
  }

  /** Writes a batch, which stays open. */
  void write(int partition, Batch batch) {
    codec.encode(batch);
    int checksum = ExchangeFile.checksum(codec.bytes(), codec.length());
    try {
      temporarySpace.count(codec.length());
      file.write(codec.bytes(), 0, codec.length());
    } catch (IOException e) {
      throw failure("Cannot write exchange file", e);
    }
    partitions.get(partition).add(new ExchangeFile.Block(offset, codec.length(), checksum));
    offset += codec.length();
  }

  /** Returns the bytes written so far. */
  long bytes() {
    return offset;
  }

  /** Makes the file visible under its name. */
  void finish() {
    byte[] footer = footer();
    ByteBuffer tail = ByteBuffer.allocate(ExchangeFile.TAIL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    tail.putInt(footer.length);
    tail.putInt(ExchangeFile.checksum(footer, footer.length));
    tail.putLong(ExchangeFile.MAGIC);
    try {
      file.write(footer);
      file.write(tail.array());
      file.close();
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failure("Cannot finish exchange file", e);
    }
    isFinished = true;
  }

  private byte[] footer() {
    int size = 4;
    for (List<ExchangeFile.Block> blocks : partitions) {
      size = Math.addExact(size, Math.addExact(4, Math.multiplyExact(16, blocks.size())));
    }
    ByteBuffer footer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    footer.putInt(partitions.size());
    for (List<ExchangeFile.Block> blocks : partitions) {
      footer.putInt(blocks.size());
      for (ExchangeFile.Block block : blocks) {
        footer.putLong(block.offset());
        footer.putInt(block.length());
        footer.putInt(block.checksum());
      }
    }
    return footer.array();
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
