package dev.quern.executor.worker;

import dev.quern.plan.stages.PlanCodec;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Sends and receives messages over a socket. Any number of threads may send, one receives.
 *
 * <pre>
 * frame   length int32, big-endian | message as JSON in UTF-8
 * </pre>
 */
final class WireChannel implements AutoCloseable {
  /** Longer frames are refused: they are not ours. */
  static final int MOST_FRAME_BYTES = 256 << 20;

  private final SocketChannel socket;
  private final ByteBuffer lengthBuffer = ByteBuffer.allocate(4);

  WireChannel(SocketChannel socket) {
    this.socket = socket;
  }

  void send(WireMessage message) throws IOException {
    ByteBuffer frame = encode(message);
    synchronized (this) {
      while (frame.hasRemaining()) {
        socket.write(frame);
      }
    }
  }

  /**
   * Waits for the next message.
   *
   * @throws EOFException if the other side is gone
   */
  WireMessage receive() throws IOException {
    lengthBuffer.clear();
    readFully(lengthBuffer);
    int length = lengthBuffer.flip().getInt();
    if (length < 0 || length > MOST_FRAME_BYTES) {
      throw new IOException("frame has an impossible length: " + length);
    }
    byte[] bytes = new byte[length];
    readFully(ByteBuffer.wrap(bytes));
    return decode(bytes);
  }

  static ByteBuffer encode(WireMessage message) {
    byte[] bytes = PlanCodec.write(message).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).flip();
  }

  static WireMessage decode(byte[] bytes) throws IOException {
    try {
      return PlanCodec.read(new String(bytes, StandardCharsets.UTF_8), WireMessage.class);
    } catch (IllegalArgumentException e) {
      throw new IOException("frame holds no known message", e);
    }
  }

  private void readFully(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (socket.read(buffer) < 0) {
        throw new EOFException("the other side has closed the connection");
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
