package dev.quern.executor.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of Quern as bytes and reads them back, component by component. For messages
 * between processes of the same build: there is no versioning. It takes a few classes where JSON
 * mapping takes a thousand, which is half of a worker's start-up time.
 *
 * <pre>
 * value    tag byte | content
 * record   class | component values in order        class    index int32 | name, if the index is new
 * list     size int32 | values                      map      size int32 | keys and values in turn
 * enum     class | name as text without tag         text     length int32 | UTF-8
 * </pre>
 *
 * Components may be records, enums, lists, maps, and the values of literals. Thread-safe.
 */
final class RecordCodec {
  private static final String OUR_CLASSES = "dev.quern.";

  private static final int NULL = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int INTEGER = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 5;
  private static final int DECIMAL = 6;
  private static final int TEXT = 7;
  private static final int BYTES = 8;
  private static final int LIST = 9;
  private static final int MAP = 10;
  private static final int ENUM = 11;
  private static final int RECORD = 12;

  /** How the records of a class are taken apart and made. */
  private record Layout(Class<?> type, List<Method> accessors, Constructor<?> constructor) {}

  private final Map<Class<?>, Layout> layouts = new ConcurrentHashMap<>();

  byte[] encode(Record value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream output = new DataOutputStream(bytes)) {
      new Encoder(output).write(value);
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("cannot write " + value.getClass(), e);
    }
    return bytes.toByteArray();
  }

  /**
   * Returns what {@link #encode} wrote.
   *
   * @throws IOException if the bytes are not such a record
   */
  <T> T decode(byte[] bytes, Class<T> type) throws IOException {
    try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Object value = new Decoder(input).read();
      if (input.available() > 0) {
        throw new IOException("bytes are left over: " + input.available());
      }
      if (value == null) {
        throw new IOException("bytes hold nothing");
      }
      return type.cast(value);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IOException("bytes hold no " + type.getSimpleName(), e);
    }
  }

  private Layout layout(Class<?> type) throws ReflectiveOperationException {
    Layout known = layouts.get(type);
    if (known != null) {
      return known;
    }
    RecordComponent[] components = type.getRecordComponents();
    if (components == null) {
      throw new IllegalArgumentException("not a record: " + type);
    }
    List<Method> accessors = new ArrayList<>();
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      accessors.add(components[i].getAccessor());
      types[i] = components[i].getType();
    }
    Layout layout = new Layout(type, accessors, type.getDeclaredConstructor(types));
    layouts.put(type, layout);
    return layout;
  }

  private final class Encoder {
    private final DataOutputStream output;
    private final Map<Class<?>, Integer> classes = new HashMap<>();

    Encoder(DataOutputStream output) {
      this.output = output;
    }

    void write(@Nullable Object value) throws IOException, ReflectiveOperationException {
      if (value == null) {
        writeTag(NULL);
      } else if (value instanceof Boolean bool) {
        writeTag(bool ? TRUE : FALSE);
      } else if (value instanceof Integer number) {
        writeTag(INTEGER);
        output.writeInt(number);
      } else if (value instanceof Long number) {
        writeTag(LONG);
        output.writeLong(number);
      } else if (value instanceof Double number) {
        writeTag(DOUBLE);
        output.writeLong(Double.doubleToRawLongBits(number));
      } else if (value instanceof String text) {
        writeTag(TEXT);
        writeBytes(text.getBytes(StandardCharsets.UTF_8));
      } else if (value instanceof List<?> list) {
        writeTag(LIST);
        output.writeInt(list.size());
        for (Object element : list) {
          write(element);
        }
      } else if (value instanceof Map<?, ?> map) {
        writeTag(MAP);
        output.writeInt(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          write(entry.getKey());
          write(entry.getValue());
        }
      } else {
        writeRare(value);
      }
    }

    private void writeRare(Object value) throws IOException, ReflectiveOperationException {
      if (value instanceof Enum<?> constant) {
        writeTag(ENUM);
        writeClass(constant.getDeclaringClass());
        writeBytes(constant.name().getBytes(StandardCharsets.UTF_8));
      } else if (value instanceof BigDecimal decimal) {
        writeTag(DECIMAL);
        output.writeInt(decimal.scale());
        writeBytes(decimal.unscaledValue().toByteArray());
      } else if (value instanceof ByteBuffer buffer) {
        writeTag(BYTES);
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        writeBytes(copy);
      } else {
        writeTag(RECORD);
        Layout layout = layout(value.getClass());
        writeClass(layout.type());
        for (Method accessor : layout.accessors()) {
          write(accessor.invoke(value));
        }
      }
    }

    private void writeTag(int tag) throws IOException {
      output.writeByte(tag);
    }

    private void writeBytes(byte[] bytes) throws IOException {
      output.writeInt(bytes.length);
      output.write(bytes);
    }

    private void writeClass(Class<?> type) throws IOException {
      Integer index = classes.get(type);
      if (index != null) {
        output.writeInt(index);
        return;
      }
      output.writeInt(classes.size());
      classes.put(type, classes.size());
      writeBytes(type.getName().getBytes(StandardCharsets.UTF_8));
    }
  }

  private final class Decoder {
    private final DataInputStream input;
    private final List<Class<?>> classes = new ArrayList<>();

    Decoder(DataInputStream input) {
      this.input = input;
    }

    @Nullable Object read() throws IOException, ReflectiveOperationException {
      int tag = input.readUnsignedByte();
      switch (tag) {
        case NULL:
          return null;
        case FALSE:
          return false;
        case TRUE:
          return true;
        case INTEGER:
          return input.readInt();
        case LONG:
          return input.readLong();
        case DOUBLE:
          return Double.longBitsToDouble(input.readLong());
        case DECIMAL:
          return readDecimal();
        case TEXT:
          return new String(readBytes(), StandardCharsets.UTF_8);
        case BYTES:
          return ByteBuffer.wrap(readBytes()).asReadOnlyBuffer();
        case LIST:
          return readList();
        case MAP:
          return readMap();
        case ENUM:
          return readEnum();
        case RECORD:
          return readRecord();
        default:
          throw new IOException("unknown tag: " + tag);
      }
    }

    private Object readEnum() throws IOException, ReflectiveOperationException {
      Class<?> type = readClass();
      String name = new String(readBytes(), StandardCharsets.UTF_8);
      Object[] constants = type.getEnumConstants();
      for (int i = 0; constants != null && i < constants.length; i++) {
        if (constants[i] instanceof Enum<?> constant && constant.name().equals(name)) {
          return constant;
        }
      }
      throw new IOException("not a constant of " + type.getName() + ": " + name);
    }

    private BigDecimal readDecimal() throws IOException {
      int scale = input.readInt();
      return new BigDecimal(new BigInteger(readBytes()), scale);
    }

    private byte[] readBytes() throws IOException {
      return input.readNBytes(readSize());
    }

    /** Returns a number of bytes or values, each of which takes a byte at least. */
    private int readSize() throws IOException {
      int size = input.readInt();
      if (size < 0 || size > input.available()) {
        throw new IOException("impossible size: " + size);
      }
      return size;
    }

    private List<@Nullable Object> readList() throws IOException, ReflectiveOperationException {
      int size = readSize();
      List<@Nullable Object> list = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        list.add(read());
      }
      return list;
    }

    private Map<@Nullable Object, @Nullable Object> readMap()
        throws IOException, ReflectiveOperationException {
      int size = readSize();
      Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
      for (int i = 0; i < size; i++) {
        Object key = read();
        map.put(key, read());
      }
      return map;
    }

    private Class<?> readClass() throws IOException, ReflectiveOperationException {
      int index = input.readInt();
      if (index >= 0 && index < classes.size()) {
        return classes.get(index);
      }
      if (index != classes.size()) {
        throw new IOException("impossible index of a class: " + index);
      }
      String name = new String(readBytes(), StandardCharsets.UTF_8);
      if (!name.startsWith(OUR_CLASSES)) {
        throw new IOException("not a class of ours: " + name);
      }
      Class<?> type = Class.forName(name, false, RecordCodec.class.getClassLoader());
      classes.add(type);
      return type;
    }

    private Object readRecord() throws IOException, ReflectiveOperationException {
      Layout layout = layout(readClass());
      @Nullable Object[] values = new Object[layout.accessors().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = read();
      }
      return layout.constructor().newInstance(values);
    }
  }
}
