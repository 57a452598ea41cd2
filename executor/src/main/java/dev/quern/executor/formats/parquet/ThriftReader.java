package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;
import org.apache.parquet.format.InvalidParquetMetadataException;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/**
 * Reads one Thrift structure from off-heap memory. No length in it is believed beyond the bytes
 * that are there, and unknown structures nest at most {@value #MAX_DEPTH} deep, so that a hostile
 * structure costs at most memory proportional to its size.
 */
final class ThriftReader {
  private static final int MAX_DEPTH = 64;
  private static final byte STRUCT_TYPE = 12;

  private final MemoryTransport transport;

  ThriftReader(long address, int length) {
    this.transport = new MemoryTransport(address, address + length);
  }

  /**
   * Fills {@code structure} from the next bytes.
   *
   * @throws EndOfBytesException if there are too few
   * @throws CorruptDataException if they are not such a structure
   */
  void read(TBase<?, ?> structure) {
    try {
      structure.read(new CheckedProtocol(transport));
    } catch (TTransportException e) {
      throw new EndOfBytesException();
    } catch (TException | InvalidParquetMetadataException | IllegalArgumentException e) {
      throw new CorruptDataException("broken Thrift structure: " + e.getMessage());
    }
  }

  /** Returns how many bytes have been read. */
  int consumed() {
    return Math.toIntExact(transport.position - transport.start);
  }

  /** The structure goes on behind the bytes at hand. */
  static final class EndOfBytesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EndOfBytesException() {
      super("Thrift structure ends early", null, false, false);
    }
  }

  private static final class CheckedProtocol extends TCompactProtocol {
    CheckedProtocol(TTransport transport) {
      super(transport);
    }

    /** The library takes 0 for a structure, which would let lists of any length pass. */
    @Override
    public int getMinSerializedSize(byte type) throws TTransportException {
      return type == STRUCT_TYPE ? 1 : super.getMinSerializedSize(type);
    }

    @Override
    public void skip(byte fieldType) throws TException {
      super.skip(fieldType, MAX_DEPTH);
    }
  }

  private static final class MemoryTransport extends TTransport {
    private final long start;
    private final long end;
    private long position;

    MemoryTransport(long start, long end) {
      this.start = start;
      this.end = end;
      this.position = start;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws TTransportException {
      checkReadBytesAvailable(length);
      if (length == 1) {
        target[offset] = Memory.getByte(position);
      } else {
        Memory.copyTo(position, target, offset, length);
      }
      position += length;
      return length;
    }

    @Override
    public void checkReadBytesAvailable(long bytes) throws TTransportException {
      if (bytes < 0 || bytes > end - position) {
        throw new TTransportException(TTransportException.END_OF_FILE);
      }
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void open() {}

    @Override
    public void close() {}

    @Override
    public void write(byte[] source, int offset, int length) {
      throw new UnsupportedOperationException("write");
    }

    @Override
    public TConfiguration getConfiguration() {
      return TConfiguration.DEFAULT;
    }

    @Override
    public void updateKnownMessageSize(long size) {}
  }
}
