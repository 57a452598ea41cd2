package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;

/**
 * Reads the end of a file.
 *
 * <pre>
 * file := "PAR1", pages, indexes, footer (Thrift), footer length (4 bytes), "PAR1"
 * </pre>
 */
final class FooterReader {
  private static final int MAGIC = 0x31524150;
  private static final int MAGIC_OF_ENCRYPTED = 0x45524150;
  private static final int TAIL_BYTES = 8;
  private static final int SMALLEST_FILE = 12;
  private static final int READ_AT_ONCE = 1 << 16;
  private static final int MAX_FOOTER_BYTES = 256 << 20;

  private final String path;

  private FooterReader(String path) {
    this.path = path;
  }

  /**
   * Reads and checks the footer.
   *
   * @throws QueryException MALFORMED_FILE, UNSUPPORTED (encrypted), FILE_NOT_FOUND or
   *     STORAGE_FAILURE
   */
  static Footer read(String path) {
    try (FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.READ)) {
      return new FooterReader(path).read(channel);
    } catch (IOException e) {
      throw FileErrors.failed(path, e);
    }
  }

  private Footer read(FileChannel channel) throws IOException {
    long fileBytes = channel.size();
    if (fileBytes < SMALLEST_FILE) {
      throw FileErrors.malformed(path, 0, "only " + fileBytes + " bytes long", null);
    }
    int guess = (int) Math.min(fileBytes, READ_AT_ONCE);
    ByteBuffer tail = readEnd(channel, fileBytes, guess);
    int footerBytes = checkTail(tail, fileBytes);
    int needed = footerBytes + TAIL_BYTES;
    if (needed > guess) {
      tail = readEnd(channel, fileBytes, needed);
    }
    long offset = fileBytes - needed;
    long address = Memory.addressOf(tail) + tail.capacity() - DirectBuffer.PADDING - needed;
    try {
      return parse(address, footerBytes, fileBytes);
    } catch (CorruptDataException | ThriftReader.EndOfBytesException e) {
      throw FileErrors.malformed(path, offset, String.valueOf(e.getMessage()), e);
    } catch (OutOfMemoryError e) {
      throw new QueryException(
          ErrorCode.OUT_OF_MEMORY,
          "Parquet footer does not fit into memory: file=" + path + ", footer bytes=" + footerBytes,
          e);
    }
  }

  /** Returns the last {@code length} bytes, followed by padding. */
  private ByteBuffer readEnd(FileChannel channel, long fileBytes, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocateDirect(length + DirectBuffer.PADDING);
    target.limit(length);
    while (target.hasRemaining()) {
      if (channel.read(target, fileBytes - target.remaining()) < 0) {
        throw FileErrors.malformed(
            path, fileBytes - target.remaining(), "file was cut short", null);
      }
    }
    return target;
  }

  private int checkTail(ByteBuffer tail, long fileBytes) {
    long end = Memory.addressOf(tail) + tail.capacity() - DirectBuffer.PADDING;
    int magic = Memory.getInt(end - 4);
    if (magic == MAGIC_OF_ENCRYPTED) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Parquet file with encrypted footer is not supported: file=" + path);
    }
    if (magic != MAGIC) {
      throw FileErrors.malformed(path, fileBytes - 4, "does not end with PAR1", null);
    }
    int footerBytes = Memory.getInt(end - TAIL_BYTES);
    if (footerBytes <= 0
        || footerBytes > fileBytes - SMALLEST_FILE
        || footerBytes > MAX_FOOTER_BYTES) {
      throw FileErrors.malformed(
          path, fileBytes - TAIL_BYTES, "footer length of " + footerBytes + " bytes", null);
    }
    return footerBytes;
  }

  private Footer parse(long address, int footerBytes, long fileBytes) {
    FileMetaData metadata = new FileMetaData();
    new ThriftReader(address, footerBytes).read(metadata);
    List<SchemaNode> columns = new SchemaReader(metadata.getSchema()).read();
    List<LeafColumn> leaves = new ArrayList<>();
    columns.forEach(column -> collectLeaves(column, leaves));
    long rows = 0;
    for (RowGroup rowGroup : metadata.getRow_groups()) {
      checkRowGroup(rowGroup, leaves, fileBytes);
      rows += rowGroup.getNum_rows();
    }
    return new Footer(path, fileBytes, footerBytes, columns, metadata.getRow_groups(), rows);
  }

  private static void collectLeaves(SchemaNode node, List<LeafColumn> leaves) {
    if (node.leaf() != null) {
      leaves.add(node.leaf());
    }
    node.children().forEach(child -> collectLeaves(child, leaves));
  }

  private void checkRowGroup(RowGroup rowGroup, List<LeafColumn> leaves, long fileBytes) {
    CorruptDataException.check(rowGroup.getNum_rows() >= 0, "row group with negative row count");
    CorruptDataException.check(
        rowGroup.getColumns().size() == leaves.size(),
        "row group with " + rowGroup.getColumns().size() + " of " + leaves.size() + " columns");
    for (LeafColumn leaf : leaves) {
      checkChunk(rowGroup.getColumns().get(leaf.index()), leaf, fileBytes);
    }
  }

  private void checkChunk(ColumnChunk chunk, LeafColumn leaf, long fileBytes) {
    ColumnMetaData metadata = chunk.getMeta_data();
    if (metadata == null || chunk.isSetCrypto_metadata()) {
      throw FileErrors.unsupportedColumn(path, leaf.name(), "it is encrypted");
    }
    if (chunk.isSetFile_path()) {
      throw FileErrors.unsupportedColumn(path, leaf.name(), "its values are in another file");
    }
    long start = Footer.start(metadata);
    long length = metadata.getTotal_compressed_size();
    CorruptDataException.check(
        metadata.getType() == leaf.physical(), "type differs from schema: column=" + leaf.name());
    CorruptDataException.check(
        start >= 0 && length >= 0 && start <= fileBytes && length <= fileBytes - start,
        "column chunk beyond the end of the file: column=" + leaf.name());
    CorruptDataException.check(
        metadata.getNum_values() >= 0, "negative number of values: column=" + leaf.name());
  }
}
