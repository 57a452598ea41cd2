package dev.quern.executor.worker;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Sends and receives messages over a socket. Any number of threads may send, one receives.
 *
 * <pre>
 * frame   length int32, big-endian | message, see RecordCodec
 * </pre>
 */
final class WireChannel implements AutoCloseable {
  /** Longer frames are refused: they are not ours. */
  static final int MOST_FRAME_BYTES = 256 << 20;

  private final RecordCodec codec = new RecordCodec();
  private final SocketChannel socket;
  private final ByteBuffer lengthBuffer = ByteBuffer.allocate(4);

  WireChannel(SocketChannel socket) {
    this.socket = socket;
  }

  void send(WireMessage message) throws IOException {
    ByteBuffer frame = encode(message, codec);
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
    return codec.decode(bytes, WireMessage.class);
  }

  static ByteBuffer encode(WireMessage message, RecordCodec codec) {
    byte[] bytes = codec.encode((Record) message);
    return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).flip();
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
