package dev.quern.engine.results;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes Arrow batches in the IPC format, as a stream or as a file. Copies off-heap memory out
 * through an array: Arrow's own writers wrap it in a direct buffer, for which the JDK asks for a
 * flag on the command line.
 *
 * <pre>
 * stream   schema message | record batch messages | end of stream
 * file     ARROW1 00 00 | stream | footer: schema, place of each batch | int32 its length | ARROW1
 * </pre>
 */
public final class ArrowIpcWriter {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final CopyingChannel channel;
  private final Schema schema;
  private final boolean isFile;
  private final List<ArrowBlock> blocks = new ArrayList<>();

  private ArrowIpcWriter(OutputStream out, Schema schema, boolean isFile) throws IOException {
    this.out = out;
    this.channel = new CopyingChannel(out);
    this.schema = schema;
    this.isFile = isFile;
    if (isFile) {
      channel.write(MAGIC);
      channel.align();
    }
    MessageSerializer.serialize(channel, schema);
  }

  /** Begins a stream; {@code out} stays the caller's. */
  public static ArrowIpcWriter stream(OutputStream out, Schema schema) throws IOException {
    return new ArrowIpcWriter(out, schema, false);
  }

  /** Begins a file; {@code out} stays the caller's. */
  public static ArrowIpcWriter file(OutputStream out, Schema schema) throws IOException {
    return new ArrowIpcWriter(out, schema, true);
  }

  /** Writes the rows of {@code batch}, which stays the caller's. */
  public void write(VectorSchemaRoot batch) throws IOException {
    try (ArrowRecordBatch record = new VectorUnloader(batch).getRecordBatch()) {
      ArrowBlock block = MessageSerializer.serialize(channel, record);
      if (isFile) {
        blocks.add(block);
      }
    }
  }

  /** Ends the stream or file. What was written before is incomplete without it. */
  public void end() throws IOException {
    ArrowStreamWriter.writeEndOfStream(channel, IpcOption.DEFAULT);
    if (isFile) {
      FlatBufferBuilder builder = new FlatBufferBuilder();
      builder.finish(new ArrowFooter(schema, List.of(), blocks).writeTo(builder));
      ByteBuffer footer = builder.dataBuffer();
      ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      length.putInt(footer.remaining()).flip();
      channel.write(footer);
      channel.write(length);
      channel.write(MAGIC);
    }
    out.flush();
  }

  private static final class CopyingChannel extends WriteChannel {
    private final byte[] space = new byte[1 << 16];

    CopyingChannel(OutputStream out) {
      super(Channels.newChannel(out));
    }

    @Override
    public void write(ArrowBuf buffer) throws IOException {
      long end = buffer.writerIndex();
      for (long at = buffer.readerIndex(); at < end; at += space.length) {
        int length = (int) Math.min(space.length, end - at);
        buffer.getBytes(at, space, 0, length);
        write(ByteBuffer.wrap(space, 0, length));
      }
    }
  }
}
