package dev.quern.executor.formats.parquet;

import dev.quern.executor.formats.parquet.LeafColumn.Annotation;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * Chooses decoder and conversion for the pages of one column chunk, and keeps them for its other
 * pages of the same encoding.
 */
final class ValueDecoders implements AutoCloseable {
  private final LeafColumn leaf;
  private final DataType type;
  private final BufferAllocator allocator;
  private final Scratch decoded;
  private final Scratch converted;
  private final Map<Encoding, PageValues> byEncoding = new EnumMap<>(Encoding.class);
  private @Nullable DeltaBytesDecoder deltaBytes;

  /** Decodes values of {@code leaf} to {@code type}, for which {@link #canRead} holds. */
  ValueDecoders(LeafColumn leaf, DataType type, BufferAllocator allocator) {
    this.leaf = leaf;
    this.type = type;
    this.allocator = allocator;
    this.decoded = new Scratch(allocator);
    this.converted = new Scratch(allocator);
  }

  /** Returns whether values of {@code leaf} can appear as values of {@code type}. */
  static boolean canRead(LeafColumn leaf, DataType type) {
    if (leaf.annotation() == Annotation.UNSUPPORTED) {
      return false;
    }
    if (isDecimalBytes(leaf)) {
      return FixedConversion.isSameScale(leaf.type(), type);
    }
    if (ColumnOutput.widthOf(leaf.type()) == ColumnOutput.VARIABLE) {
      return leaf.type().equals(type)
          || (leaf.type().equals(DataTypes.VARCHAR) && type.equals(DataTypes.VARBINARY));
    }
    return FixedConversion.find(leaf, type).isPresent();
  }

  /**
   * Returns the decoder of pages of that encoding; empty if there is none for the column's type.
   */
  Optional<PageValues> find(Encoding encoding) {
    PageValues known = byEncoding.get(encoding);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<PageValues> created = create(encoding);
    created.ifPresent(values -> byEncoding.put(encoding, values));
    return created;
  }

  private Optional<PageValues> create(Encoding encoding) {
    if (leaf.physical() == Type.BYTE_ARRAY) {
      return bytesDecoder(encoding)
          .map(
              decoder ->
                  isDecimalBytes(leaf)
                      ? new DecimalBytesValues(decoder, converted)
                      : new BytesValues(decoder));
    }
    return fixedDecoder(encoding).map(this::fixedValues);
  }

  private PageValues fixedValues(FixedDecoder decoder) {
    if (ColumnOutput.widthOf(type) == ColumnOutput.VARIABLE) {
      boolean isUuid = leaf.annotation() == Annotation.UUID;
      return new FixedLengthBytesValues(decoder, leaf.typeLength(), isUuid, converted);
    }
    return new FixedValues(decoder, FixedConversion.find(leaf, type).orElseThrow(), converted);
  }

  private static boolean isDecimalBytes(LeafColumn leaf) {
    return leaf.physical() == Type.BYTE_ARRAY && leaf.annotation() == Annotation.DECIMAL;
  }

  private Optional<BytesDecoder> bytesDecoder(Encoding encoding) {
    return switch (encoding) {
      case PLAIN -> Optional.of(new PlainBytesDecoder());
      case DELTA_LENGTH_BYTE_ARRAY -> Optional.of(new DeltaLengthBytesDecoder(decoded));
      case DELTA_BYTE_ARRAY -> Optional.of(deltaBytesDecoder());
      default -> Optional.empty();
    };
  }

  private Optional<FixedDecoder> fixedDecoder(Encoding encoding) {
    Type physical = leaf.physical();
    int width = leaf.physicalWidth();
    if (physical == Type.BOOLEAN) {
      return switch (encoding) {
        case PLAIN -> Optional.of(new PlainBooleanDecoder(decoded));
        case RLE -> Optional.of(new RunLengthBooleanDecoder(decoded));
        default -> Optional.empty();
      };
    }
    return switch (encoding) {
      case PLAIN -> Optional.of(new PlainFixedDecoder(width));
      case DELTA_BINARY_PACKED ->
          physical == Type.INT32 || physical == Type.INT64
              ? Optional.of(new DeltaBinaryPackedDecoder(width, decoded))
              : Optional.empty();
      case BYTE_STREAM_SPLIT ->
          physical == Type.INT96
              ? Optional.empty()
              : Optional.of(new ByteStreamSplitDecoder(width, decoded));
      case DELTA_BYTE_ARRAY ->
          physical == Type.FIXED_LEN_BYTE_ARRAY
              ? Optional.of(new BytesAsFixedDecoder(deltaBytesDecoder(), width, decoded))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private DeltaBytesDecoder deltaBytesDecoder() {
    DeltaBytesDecoder created = new DeltaBytesDecoder(allocator, decoded);
    deltaBytes = created;
    return created;
  }

  @Override
  public void close() {
    decoded.close();
    converted.close();
    if (deltaBytes != null) {
      deltaBytes.close();
    }
  }
}
