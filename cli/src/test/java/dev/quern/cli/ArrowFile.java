package dev.quern.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageChannelReader;
import org.apache.arrow.vector.types.pojo.Field;

/** Reads an Arrow stream the way other programs do. */
final class ArrowFile {
  private ArrowFile() {}

  private interface Reading<T> {
    T of(ArrowStreamReader reader) throws IOException;
  }

  private static <T> T read(Path file, Reading<T> reading) throws IOException {
    try (RootAllocator allocator = new RootAllocator();
        InputStream in = Files.newInputStream(file);
        ArrowStreamReader reader =
            new ArrowStreamReader(
                new MessageChannelReader(new CopyingChannel(in), allocator), allocator)) {
      return reading.of(reader);
    }
  }

  static long rowCount(Path file) throws IOException {
    return read(
        file,
        reader -> {
          long rowCount = 0;
          while (reader.loadNextBatch()) {
            rowCount += reader.getVectorSchemaRoot().getRowCount();
          }
          return rowCount;
        });
  }

  static List<String> columnNames(Path file) throws IOException {
    return read(
        file,
        reader ->
            reader.getVectorSchemaRoot().getSchema().getFields().stream()
                .map(Field::getName)
                .toList());
  }

  /** Returns a value of the first batch as text. */
  static String value(Path file, int column, int row) throws IOException {
    return read(
        file,
        reader -> {
          reader.loadNextBatch();
          return String.valueOf(reader.getVectorSchemaRoot().getVector(column).getObject(row));
        });
  }

  /** Copies through an array, for which no JDK wants a flag. */
  private static final class CopyingChannel extends ReadChannel {
    CopyingChannel(InputStream in) {
      super(Channels.newChannel(in));
    }

    @Override
    public long readFully(ArrowBuf buffer, long length) throws IOException {
      byte[] bytes = new byte[Math.toIntExact(length)];
      int read = readFully(ByteBuffer.wrap(bytes));
      buffer.setBytes(0, bytes, 0, read);
      buffer.writerIndex(read);
      return read;
    }
  }
}
