package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ByteRanges;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.RowHasher;
import dev.quern.plan.types.Field;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * {@code approx_count_distinct}: exact up to {@value #MOST_EXACT} values, of which it keeps the
 * hashes in a small open-addressing set; then a {@link DistinctSketch}.
 *
 * <pre>
 * offset 0   address of the set or sketch, 0 = no values
 * offset 8   32-bit number of hashes in the set
 * offset 12  32-bit slots of the set, 0 = it is a sketch
 *
 * state column: the hashes, 8 bytes each, or the 4096 bytes of the sketch
 * </pre>
 */
final class DistinctCountAccumulator implements Accumulator {
  private static final int MOST_EXACT = 255;
  private static final int COUNT = 8;
  private static final int SLOTS = 12;
  private static final int FIRST_SLOTS = 8;

  private final int offset;
  private final Field stateField;
  private final Field resultField;
  private final ByteHeap heap;
  private long[] hashes = new long[0];

  DistinctCountAccumulator(int offset, Field stateField, Field resultField, ByteHeap heap) {
    this.offset = offset;
    this.stateField = stateField;
    this.resultField = resultField;
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
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += growth(groups[rows[i]] + offset);
    }
    return bytes;
  }

  /**
   * Returns the most bytes that a hash adds to a state. A set grows twofold when it is three
   * quarters full, so that what each hash pays for the set of now covers those that follow, too.
   */
  private static long growth(long state) {
    if (Memory.getLong(state) == 0) {
      return 4L * FIRST_SLOTS * Long.BYTES;
    }
    return isSketch(state) ? 0 : 2L * Memory.getInt(state + SLOTS) * Long.BYTES + 64;
  }

  @Override
  public long heapBytesToMerge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    ColumnAddresses blobs = states.get(0);
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      if (!blobs.isNull(rows[i])) {
        long at = blobs.offsets() + 4L * rows[i];
        int length = Memory.getInt(at + 4) - Memory.getInt(at);
        bytes +=
            length == DistinctSketch.BYTES
                ? DistinctSketch.BYTES
                : growth(groups[rows[i]] + offset) * (length / Long.BYTES);
      }
    }
    return bytes;
  }

  @Override
  public long heapBytes(long group) {
    return stateLength(group + offset);
  }

  @Override
  public void add(List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    if (count == 0) {
      return;
    }
    ColumnAddresses argument = arguments.get(0);
    int rowCount = rows[count - 1] + 1;
    if (hashes.length < rowCount) {
      hashes = new long[rowCount];
    }
    RowHasher.hash(arguments.subList(0, 1), rowCount, hashes);
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (!argument.isNull(row)) {
        // 0 marks a free slot.
        addHash(groups[row] + offset, hashes[row] == 0 ? 1 : hashes[row]);
      }
    }
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    ColumnAddresses blobs = states.get(0);
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (blobs.isNull(row)) {
        continue;
      }
      int start = Memory.getInt(blobs.offsets() + 4L * row);
      int length = Memory.getInt(blobs.offsets() + 4L * row + 4) - start;
      long blob = blobs.data() + start;
      long state = groups[row] + offset;
      if (length == DistinctSketch.BYTES) {
        makeSketch(state);
        DistinctSketch.merge(Memory.getLong(state), blob);
        continue;
      }
      for (int position = 0; position < length; position += Long.BYTES) {
        addHash(state, Memory.getLong(blob + position));
      }
    }
  }

  private void addHash(long state, long hash) {
    if (Memory.getLong(state) == 0) {
      makeSet(state, FIRST_SLOTS);
    }
    if (isSketch(state)) {
      DistinctSketch.add(Memory.getLong(state), hash);
      return;
    }
    int slots = Memory.getInt(state + SLOTS);
    if (!insert(Memory.getLong(state), slots, hash)) {
      return;
    }
    int count = Memory.getInt(state + COUNT) + 1;
    Memory.putInt(state + COUNT, count);
    if (count > MOST_EXACT) {
      makeSketch(state);
    } else if (count * 4 > slots * 3) {
      grow(state, slots);
    }
  }

  private static boolean isSketch(long state) {
    return Memory.getInt(state + SLOTS) == 0;
  }

  private void makeSet(long state, int slots) {
    long set = heap.allocate((long) slots * Long.BYTES);
    Memory.fill(set, (long) slots * Long.BYTES, (byte) 0);
    Memory.putLong(state, set);
    Memory.putInt(state + SLOTS, slots);
  }

  private void grow(long state, int slots) {
    long old = Memory.getLong(state);
    makeSet(state, 2 * slots);
    for (int i = 0; i < slots; i++) {
      long hash = Memory.getLong(old + (long) i * Long.BYTES);
      if (hash != 0) {
        insert(Memory.getLong(state), 2 * slots, hash);
      }
    }
  }

  /** Returns whether the hash is new. */
  private static boolean insert(long set, int slots, long hash) {
    int position = (int) (hash >>> 7) & (slots - 1);
    while (true) {
      long slot = set + (long) position * Long.BYTES;
      long found = Memory.getLong(slot);
      if (found == hash) {
        return false;
      }
      if (found == 0) {
        Memory.putLong(slot, hash);
        return true;
      }
      position = (position + 1) & (slots - 1);
    }
  }

  /** Turns a set, or no value, into a sketch. */
  private void makeSketch(long state) {
    long set = Memory.getLong(state);
    int slots = Memory.getInt(state + SLOTS);
    if (set != 0 && slots == 0) {
      return;
    }
    long sketch = heap.allocate(DistinctSketch.BYTES);
    Memory.fill(sketch, DistinctSketch.BYTES, (byte) 0);
    for (int i = 0; i < slots; i++) {
      long hash = Memory.getLong(set + (long) i * Long.BYTES);
      if (hash != 0) {
        DistinctSketch.add(sketch, hash);
      }
    }
    Memory.putLong(state, sketch);
    Memory.putInt(state + SLOTS, 0);
  }

  @Override
  public List<FieldVector> states(long[] groups, int from, int count, BufferAllocator allocator) {
    long bytes = 0;
    for (int i = from; i < from + count; i++) {
      bytes += stateLength(groups[i] + offset);
    }
    OutputBytes output = new OutputBytes(stateField, count, bytes, allocator);
    for (int i = 0; i < count; i++) {
      long state = groups[from + i] + offset;
      writeState(state, output.put(i, stateLength(state)));
    }
    return List.of(output.finish());
  }

  private static int stateLength(long state) {
    if (Memory.getLong(state) == 0) {
      return 0;
    }
    return isSketch(state) ? DistinctSketch.BYTES : Memory.getInt(state + COUNT) * Long.BYTES;
  }

  private static void writeState(long state, long target) {
    long source = Memory.getLong(state);
    if (source == 0) {
      return;
    }
    if (isSketch(state)) {
      ByteRanges.copy(source, target, DistinctSketch.BYTES);
      return;
    }
    int slots = Memory.getInt(state + SLOTS);
    long position = target;
    for (int i = 0; i < slots; i++) {
      long hash = Memory.getLong(source + (long) i * Long.BYTES);
      if (hash != 0) {
        Memory.putLong(position, hash);
        position += Long.BYTES;
      }
    }
  }

  @Override
  public FieldVector results(long[] groups, int from, int count, BufferAllocator allocator) {
    OutputColumn output = new OutputColumn(resultField, count, allocator);
    for (int i = 0; i < count; i++) {
      long state = groups[from + i] + offset;
      long value = Memory.getLong(state);
      if (value == 0) {
        output.putLong(i, 0);
      } else if (isSketch(state)) {
        output.putLong(i, DistinctSketch.estimate(value));
      } else {
        output.putLong(i, Memory.getInt(state + COUNT));
      }
    }
    return output.vector();
  }
}
