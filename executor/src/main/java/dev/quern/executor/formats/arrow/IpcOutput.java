package dev.quern.executor.formats.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.quern.executor.formats.files.FileOutput;
import dev.quern.executor.memory.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowBuffer;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.ipc.message.ArrowMessage;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes messages; {@link IpcFile} shows how they stand in a file. Arrow's own writers take buffers
 * as ByteBuffers, for which the JDK would have to be opened by a flag.
 */
final class IpcOutput {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final int ALIGNMENT = 8;
  private static final int COPY_BYTES = 1 << 16;
  private static final int PREFIX_BYTES = 8;

  private final FileOutput output;
  private final Schema schema;
  private final boolean isStream;
  private final List<ArrowBlock> blocks = new ArrayList<>();
  private final byte[] copy = new byte[COPY_BYTES];

  IpcOutput(FileOutput output, Schema schema, boolean isStream) {
    this.output = output;
    this.schema = schema;
    this.isStream = isStream;
    if (!isStream) {
      output.write(ByteBuffer.wrap(MAGIC));
      pad();
    }
    message(MessageSerializer.serializeMetadata(schema, IpcOption.DEFAULT));
  }

  /** Writes a record batch, which stays open. */
  void write(ArrowRecordBatch batch) {
    blocks.add(write(batch, batch));
  }

  /** Writes any message with the buffers of a record batch. */
  ArrowBlock write(ArrowMessage message, ArrowRecordBatch batch) {
    long start = output.position();
    message(MessageSerializer.serializeMetadata(message, IpcOption.DEFAULT));
    long body = output.position();
    List<ArrowBuf> buffers = batch.getBuffers();
    List<ArrowBuffer> layout = batch.getBuffersLayout();
    for (int i = 0; i < buffers.size(); i++) {
      zeros(body + layout.get(i).getOffset() - output.position());
      bytes(buffers.get(i), layout.get(i).getSize());
    }
    zeros(body + batch.computeBodyLength() - output.position());
    return new ArrowBlock(start, Math.toIntExact(body - start), output.position() - body);
  }

  /** Writes what stands at the end. */
  void end() {
    output.write(prefix(0));
    if (isStream) {
      return;
    }
    long start = output.position();
    FlatBufferBuilder builder = new FlatBufferBuilder();
    builder.finish(new ArrowFooter(schema, List.of(), blocks).writeTo(builder));
    output.write(builder.dataBuffer());
    int length = Math.toIntExact(output.position() - start);
    ByteBuffer tail =
        ByteBuffer.allocate(4 + MAGIC.length).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
    output.write(tail.put(MAGIC).flip());
  }

  /** Writes metadata, padded so that the body is aligned. */
  private void message(ByteBuffer metadata) {
    long end = output.position() + PREFIX_BYTES + metadata.remaining();
    int padding = (int) (-end & (ALIGNMENT - 1));
    output.write(prefix(metadata.remaining() + padding));
    output.write(metadata);
    zeros(padding);
  }

  private static ByteBuffer prefix(int length) {
    return ByteBuffer.allocate(PREFIX_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(-1)
        .putInt(length)
        .flip();
  }

  private void pad() {
    zeros(-output.position() & (ALIGNMENT - 1));
  }

  private void zeros(long count) {
    if (count > 0) {
      output.write(ByteBuffer.allocate(Math.toIntExact(count)));
    }
  }

  private void bytes(ArrowBuf buffer, long length) {
    for (long done = 0; done < length; done += copy.length) {
      int count = (int) Math.min(copy.length, length - done);
      Memory.copyTo(buffer.memoryAddress() + done, copy, 0, count);
      output.write(ByteBuffer.wrap(copy, 0, count));
    }
  }
}
