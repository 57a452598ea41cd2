package dev.quern.executor.operators.sort;

import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.RowLayout;
import dev.quern.executor.memory.SpillFile;
import dev.quern.plan.errors.QueryException;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.zip.CRC32C;

/**
 * Reads a {@link RunFile}, one block in memory at a time or two, and removes it when closed. The
 * caller has reserved {@code largestBlockBytes} for each.
 */
final class RunFileReader implements SortedRun {
  private final RunFile file;
  private final RowLayout layout;
  private final BlockScratch scratch;
  private final boolean keepsLastBlock;
  private final InputStream in;
  private final Lz4Decompressor decompressor = new Lz4Decompressor();
  private final byte[] header = new byte[RunFile.HEADER_BYTES];
  private final CRC32C crc = new CRC32C();
  private long block;
  private long lastBlock;
  private long position;
  private long end;
  private long remainingBytes;

  RunFileReader(RunFile file, RowLayout layout, BlockScratch scratch, boolean keepsLastBlock) {
    this.file = file;
    this.keepsLastBlock = keepsLastBlock;
    this.layout = layout;
    this.scratch = scratch;
    this.remainingBytes = file.fileBytes();
    try {
      this.in = Files.newInputStream(file.path());
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public boolean nextBlock() {
    if (remainingBytes == 0) {
      return false;
    }
    try {
      readBlock();
    } catch (IOException | MalformedInputException e) {
      throw failure(e);
    }
    return true;
  }

  private void readBlock() throws IOException {
    readFully(header, header.length);
    ByteBuffer sizes = ByteBuffer.wrap(header);
    int rawBytes = sizes.getInt();
    int storedBytes = sizes.getInt();
    int checksum = sizes.getInt();
    remainingBytes -= header.length + (long) storedBytes;
    if (rawBytes <= 0
        || rawBytes > file.largestBlockBytes()
        || storedBytes < 0
        || remainingBytes < 0) {
      throw new IOException("sizes of a block are damaged");
    }
    byte[] compressed = scratch.compressed(storedBytes);
    byte[] raw = scratch.raw(rawBytes);
    readFully(compressed, storedBytes);
    int length = decompressor.decompress(compressed, 0, storedBytes, raw, 0, rawBytes);
    crc.reset();
    crc.update(raw, 0, rawBytes);
    if (length != rawBytes || (int) crc.getValue() != checksum) {
      throw new IOException("checksum of a block differs");
    }
    if (keepsLastBlock) {
      long freed = lastBlock;
      lastBlock = block;
      block = freed;
    }
    if (block == 0) {
      block = Memory.allocate(file.largestBlockBytes());
    }
    Memory.copyFrom(raw, 0, block, rawBytes);
    position = block;
    end = block + rawBytes;
  }

  private void readFully(byte[] target, int length) throws IOException {
    if (in.readNBytes(target, 0, length) < length) {
      throw new EOFException("file ends early");
    }
  }

  private QueryException failure(Exception cause) {
    return SpillFile.readFailure(file.operator(), file.path(), cause);
  }

  @Override
  public boolean keepsLastBlock() {
    return keepsLastBlock;
  }

  @Override
  public long nextRow() {
    if (position == end) {
      return 0;
    }
    long row = position;
    position += layout.rowBytes(row);
    return row;
  }

  @Override
  public void close() {
    free(block);
    free(lastBlock);
    block = 0;
    lastBlock = 0;
    try {
      in.close();
    } catch (IOException e) {
      throw failure(e);
    } finally {
      file.delete();
    }
  }

  private static void free(long address) {
    if (address != 0) {
      Memory.free(address);
    }
  }
}
