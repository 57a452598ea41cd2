package dev.quern.executor.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Reads and writes off-heap memory at 64-bit addresses, in native (little-endian) byte order. The
 * only class that knows how. Nothing is checked: a wrong address ends the process.
 */
public final class Memory {
  private Memory() {}

  /** Reads the address out of direct buffers; found once, since it takes reflection. */
  private static final MethodHandle ADDRESS_OF_BUFFER = findAddressOfBuffer();

  private static final MethodHandle INVOKE_CLEANER = findInvokeCleaner();

  /**
   * Returns the address of the first byte of a direct buffer (that with index 0). It stays valid as
   * long as the buffer is reachable.
   */
  public static long addressOf(ByteBuffer directBuffer) {
    if (!directBuffer.isDirect()) {
      throw new IllegalArgumentException("not a direct buffer");
    }
    try {
      return (long) ADDRESS_OF_BUFFER.invoke((Object) directBuffer);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot find the address of a buffer", e);
    }
  }

  /**
   * Frees a direct buffer at once, not when the garbage collector finds it. Nobody may use it or a
   * view of it afterwards.
   */
  public static void free(ByteBuffer directBuffer) {
    try {
      INVOKE_CLEANER.invoke(directBuffer);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot free a buffer", e);
    }
  }

  private static MethodHandle findInvokeCleaner() {
    try {
      Object unsafe = unsafe();
      return MethodHandles.lookup()
          .findVirtual(
              unsafe.getClass(),
              "invokeCleaner",
              MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(unsafe);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static Object unsafe() throws ReflectiveOperationException {
    java.lang.reflect.Field instance =
        Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    return instance.get(null);
  }

  /**
   * Returns {@code Unsafe.getLong(buffer, offset of Buffer.address)}. Arrow's own way asks for the
   * field's value by reflection, which the JDK refuses since 17.
   */
  private static MethodHandle findAddressOfBuffer() {
    try {
      Object unsafe = unsafe();
      Class<?> unsafeClass = unsafe.getClass();
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      long offset =
          (long)
              lookup
                  .findVirtual(
                      unsafeClass,
                      "objectFieldOffset",
                      MethodType.methodType(long.class, java.lang.reflect.Field.class))
                  .invoke(unsafe, Buffer.class.getDeclaredField("address"));
      MethodHandle getLong =
          lookup
              .findVirtual(
                  unsafeClass,
                  "getLong",
                  MethodType.methodType(long.class, Object.class, long.class))
              .bindTo(unsafe);
      return MethodHandles.insertArguments(getLong, 1, offset);
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  public static byte getByte(long address) {
    return MemoryUtil.getByte(address);
  }

  public static void putByte(long address, byte value) {
    MemoryUtil.putByte(address, value);
  }

  public static short getShort(long address) {
    return MemoryUtil.getShort(address);
  }

  public static void putShort(long address, short value) {
    MemoryUtil.putShort(address, value);
  }

  public static int getInt(long address) {
    return MemoryUtil.getInt(address);
  }

  public static void putInt(long address, int value) {
    MemoryUtil.putInt(address, value);
  }

  public static long getLong(long address) {
    return MemoryUtil.getLong(address);
  }

  public static void putLong(long address, long value) {
    MemoryUtil.putLong(address, value);
  }

  public static double getDouble(long address) {
    return Double.longBitsToDouble(MemoryUtil.getLong(address));
  }

  public static void putDouble(long address, double value) {
    MemoryUtil.putLong(address, Double.doubleToRawLongBits(value));
  }

  public static float getFloat(long address) {
    return Float.intBitsToFloat(MemoryUtil.getInt(address));
  }

  public static void putFloat(long address, float value) {
    MemoryUtil.putInt(address, Float.floatToRawIntBits(value));
  }

  /** Copies {@code length} bytes between places that do not overlap. */
  public static void copy(long source, long target, long length) {
    MemoryUtil.copyMemory(source, target, length);
  }

  /** Copies from a heap array to {@code target}. */
  public static void copyFrom(byte[] source, int offset, long target, int length) {
    MemoryUtil.copyToMemory(source, offset, target, length);
  }

  /** Copies from {@code source} to a heap array. */
  public static void copyTo(long source, byte[] target, int offset, int length) {
    MemoryUtil.copyFromMemory(source, target, offset, length);
  }

  /** Sets {@code length} bytes to {@code value}. */
  public static void fill(long address, long length, byte value) {
    MemoryUtil.setMemory(address, length, value);
  }

  /** Returns the address of {@code bytes} new bytes of undefined content; the caller frees them. */
  public static long allocate(long bytes) {
    return MemoryUtil.allocateMemory(bytes);
  }

  public static void free(long address) {
    MemoryUtil.freeMemory(address);
  }
}
