package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ByteRanges;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.Field;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * {@code min}, {@code max} and {@code any_value} of text and binary values, compared as unsigned
 * bytes.
 *
 * <pre>
 * offset 0   address of the value's bytes in the heap, 0 if there is no value
 * offset 8   32-bit length
 * offset 12  32-bit room at the address; a longer value gets a new place
 * </pre>
 */
final class BytesValueAccumulator implements Accumulator {
  private static final int LENGTH = 8;
  private static final int ROOM = 12;

  private final int offset;
  private final Field stateField;
  private final Field resultField;
  private final Preference preference;
  private final ByteHeap heap;

  BytesValueAccumulator(
      int offset, Field stateField, Field resultField, Preference preference, ByteHeap heap) {
    this.offset = offset;
    this.stateField = stateField;
    this.resultField = resultField;
    this.preference = preference;
    this.heap = heap;
  }

  @Override
  public int stateBytes() {
    return 16;
  }

  @Override
  public List<Field> stateFields() {
    return List.of(stateField);
  }

  @Override
  public boolean usesHeap() {
    return true;
  }

  @Override
  public long heapBytesToAdd(
      List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    ColumnAddresses argument = arguments.get(0);
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      if (!argument.isNull(rows[i])) {
        long at = argument.offsets() + 4L * rows[i];
        bytes += roomFor(Memory.getInt(at + 4) - Memory.getInt(at)) + Long.BYTES;
      }
    }
    return bytes;
  }

  @Override
  public long heapBytesToMerge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    return heapBytesToAdd(states, rows, count, groups);
  }

  @Override
  public long heapBytes(long group) {
    return Memory.getInt(group + offset + LENGTH);
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    add(states, rows, count, groups);
  }

  @Override
  public void add(List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    ColumnAddresses argument = arguments.get(0);
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (argument.isNull(row)) {
        continue;
      }
      int start = Memory.getInt(argument.offsets() + 4L * row);
      int length = Memory.getInt(argument.offsets() + 4L * row + 4) - start;
      long value = argument.data() + start;
      long state = groups[row] + offset;
      long kept = Memory.getLong(state);
      if (kept == 0
          || preference.replaces(
              ByteRanges.compare(value, length, kept, Memory.getInt(state + LENGTH)))) {
        store(state, value, length);
      }
    }
  }

  private void store(long state, long value, int length) {
    long target = Memory.getLong(state);
    if (target == 0 || Memory.getInt(state + ROOM) < length) {
      // At least doubling the room keeps the places left behind smaller than those in use.
      long room = target == 0 ? Math.max(8, length) : roomFor(length);
      target = heap.allocate(room);
      Memory.putLong(state, target);
      Memory.putInt(state + ROOM, (int) room);
    }
    Memory.putInt(state + LENGTH, length);
    ByteRanges.copy(value, target, length);
  }

  private static long roomFor(int length) {
    return Math.max(Long.BYTES, Math.min(2L * length, Integer.MAX_VALUE));
  }

  @Override
  public List<FieldVector> states(long[] groups, int from, int count, BufferAllocator allocator) {
    return List.of(read(stateField, groups, from, count, allocator));
  }

  @Override
  public FieldVector results(long[] groups, int from, int count, BufferAllocator allocator) {
    return read(resultField, groups, from, count, allocator);
  }

  private FieldVector read(
      Field field, long[] groups, int from, int count, BufferAllocator allocator) {
    long bytes = 0;
    for (int i = from; i < from + count; i++) {
      bytes += Memory.getInt(groups[i] + offset + LENGTH);
    }
    OutputBytes output = new OutputBytes(field, count, bytes, allocator);
    for (int i = 0; i < count; i++) {
      long state = groups[from + i] + offset;
      long value = Memory.getLong(state);
      if (value == 0) {
        output.putNull(i);
        continue;
      }
      int length = Memory.getInt(state + LENGTH);
      ByteRanges.copy(value, output.put(i, length), length);
    }
    return output.finish();
  }
}
