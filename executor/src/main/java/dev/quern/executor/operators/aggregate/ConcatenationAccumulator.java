package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.ByteRanges;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * {@code string_agg}: the values of a group one after the other, each but the first behind its
 * separator, in the order asked for, else as they come. Null values are left out; a null separator
 * is empty, a missing one is a comma.
 *
 * <pre>
 * state   offset 0   address of the first entry, 0 = none
 *         offset 8   address of the last entry
 *         offset 16  bytes of all entries without their links
 * entry   offset 0   address of the next entry, 0 = none
 *         offset 8   32-bit lengths of order key, separator and value, then their bytes
 *
 * state column: all entries without their links
 * </pre>
 */
final class ConcatenationAccumulator implements Accumulator {
  private static final int LAST = 8;
  private static final int TOTAL = 16;
  private static final int LENGTHS = 8;
  private static final int LENGTHS_BYTES = 12;
  private static final int CONTENT = LENGTHS + LENGTHS_BYTES;

  private final int offset;
  private final Field stateField;
  private final Field resultField;
  private final int argumentCount;
  private final boolean ordered;
  private final OrderBytes orderBytes;
  private final ByteHeap heap;

  /**
   * @param argumentCount 1, or 2 with a separator; the columns of {@code order} follow
   */
  ConcatenationAccumulator(
      int offset,
      Field stateField,
      Field resultField,
      int argumentCount,
      List<SortKey> order,
      ByteHeap heap) {
    this.offset = offset;
    this.stateField = stateField;
    this.resultField = resultField;
    this.argumentCount = argumentCount;
    this.ordered = !order.isEmpty();
    this.orderBytes = new OrderBytes(order);
    this.heap = heap;
  }

  @Override
  public int stateBytes() {
    return 24;
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
    ColumnAddresses values = arguments.get(0);
    List<ColumnAddresses> orderColumns = arguments.subList(argumentCount, arguments.size());
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (!values.isNull(row)) {
        bytes += CONTENT + Long.BYTES + OrderBytes.mostBytes(orderColumns, row);
        bytes += length(values, row) + (argumentCount == 1 ? 1 : length(arguments.get(1), row));
      }
    }
    return bytes;
  }

  @Override
  public long heapBytesToMerge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    ColumnAddresses blobs = states.get(0);
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      long end = length(blobs, rows[i]);
      long blob = end == 0 ? 0 : blobs.data() + Memory.getInt(blobs.offsets() + 4L * rows[i]);
      for (long position = 0; position < end; ) {
        long content = contentLength(blob + position);
        bytes += CONTENT + Long.BYTES + content;
        position += LENGTHS_BYTES + content;
      }
    }
    return bytes;
  }

  @Override
  public long heapBytes(long group) {
    return Memory.getLong(group + offset + TOTAL);
  }

  @Override
  public void add(List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    ColumnAddresses values = arguments.get(0);
    List<ColumnAddresses> orderColumns = arguments.subList(argumentCount, arguments.size());
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (values.isNull(row)) {
        continue;
      }
      orderBytes.encode(orderColumns, row);
      int keyLength = orderBytes.length();
      int separatorLength = argumentCount == 1 ? 1 : length(arguments.get(1), row);
      int valueLength = length(values, row);
      long entry = newEntry(groups[row] + offset, (long) keyLength + separatorLength + valueLength);
      Memory.putInt(entry + LENGTHS, keyLength);
      Memory.putInt(entry + LENGTHS + 4, separatorLength);
      Memory.putInt(entry + LENGTHS + 8, valueLength);
      long content = entry + CONTENT;
      Memory.copyFrom(orderBytes.bytes(), 0, content, keyLength);
      if (argumentCount == 1) {
        Memory.putByte(content + keyLength, (byte) ',');
      } else {
        copy(arguments.get(1), row, content + keyLength, separatorLength);
      }
      copy(values, row, content + keyLength + separatorLength, valueLength);
    }
  }

  private static int length(ColumnAddresses column, int row) {
    long at = column.offsets() + 4L * row;
    return column.isNull(row) ? 0 : Memory.getInt(at + 4) - Memory.getInt(at);
  }

  private static void copy(ColumnAddresses column, int row, long target, int length) {
    if (length > 0) {
      int start = Memory.getInt(column.offsets() + 4L * row);
      ByteRanges.copy(column.data() + start, target, length);
    }
  }

  /** Adds an entry with room for {@code contentBytes} at the end of a group's list. */
  private long newEntry(long state, long contentBytes) {
    long entry = heap.allocate(CONTENT + contentBytes);
    Memory.putLong(entry, 0);
    if (Memory.getLong(state) == 0) {
      Memory.putLong(state, entry);
    } else {
      Memory.putLong(Memory.getLong(state + LAST), entry);
    }
    Memory.putLong(state + LAST, entry);
    Memory.putLong(state + TOTAL, Memory.getLong(state + TOTAL) + LENGTHS_BYTES + contentBytes);
    return entry;
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    ColumnAddresses blobs = states.get(0);
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      long end = length(blobs, row);
      long blob = end == 0 ? 0 : blobs.data() + Memory.getInt(blobs.offsets() + 4L * row);
      for (long position = 0; position < end; ) {
        long content = contentLength(blob + position);
        long entry = newEntry(groups[row] + offset, content);
        Memory.copy(blob + position, entry + LENGTHS, LENGTHS_BYTES + content);
        position += LENGTHS_BYTES + content;
      }
    }
  }

  private static long contentLength(long lengths) {
    return (long) Memory.getInt(lengths) + Memory.getInt(lengths + 4) + Memory.getInt(lengths + 8);
  }

  @Override
  public List<FieldVector> states(long[] groups, int from, int count, BufferAllocator allocator) {
    long bytes = 0;
    for (int i = from; i < from + count; i++) {
      bytes += Memory.getLong(groups[i] + offset + TOTAL);
    }
    OutputBytes output = new OutputBytes(stateField, count, bytes, allocator);
    for (int i = 0; i < count; i++) {
      long state = groups[from + i] + offset;
      long target = output.put(i, (int) Memory.getLong(state + TOTAL));
      for (long entry = Memory.getLong(state); entry != 0; entry = Memory.getLong(entry)) {
        long length = LENGTHS_BYTES + contentLength(entry + LENGTHS);
        Memory.copy(entry + LENGTHS, target, length);
        target += length;
      }
    }
    return List.of(output.finish());
  }

  @Override
  public FieldVector results(long[] groups, int from, int count, BufferAllocator allocator) {
    List<long[]> entries = new ArrayList<>(count);
    long bytes = 0;
    for (int i = from; i < from + count; i++) {
      long[] ofGroup = entries(groups[i] + offset);
      entries.add(ofGroup);
      bytes += resultLength(ofGroup);
    }
    OutputBytes output = new OutputBytes(resultField, count, bytes, allocator);
    for (int i = 0; i < count; i++) {
      long[] ofGroup = entries.get(i);
      if (ofGroup.length == 0) {
        output.putNull(i);
        continue;
      }
      write(ofGroup, output.put(i, (int) resultLength(ofGroup)));
    }
    return output.finish();
  }

  /** Returns the entries of a group in the order asked for. */
  private long[] entries(long state) {
    int count = 0;
    for (long entry = Memory.getLong(state); entry != 0; entry = Memory.getLong(entry)) {
      count++;
    }
    long[] entries = new long[count];
    int index = 0;
    for (long entry = Memory.getLong(state); entry != 0; entry = Memory.getLong(entry)) {
      entries[index++] = entry;
    }
    if (ordered) {
      sort(entries, new long[count], 0, count);
    }
    return entries;
  }

  /** Sorts {@code [from, to)} by order key; equal ones stay in their order. */
  private static void sort(long[] entries, long[] scratch, int from, int to) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    sort(entries, scratch, from, middle);
    sort(entries, scratch, middle, to);
    System.arraycopy(entries, from, scratch, from, middle - from);
    int left = from;
    int right = middle;
    int target = from;
    while (left < middle) {
      boolean takeRight = right < to && compare(entries[right], scratch[left]) < 0;
      entries[target++] = takeRight ? entries[right++] : scratch[left++];
    }
  }

  private static int compare(long left, long right) {
    return ByteRanges.compare(
        left + CONTENT,
        Memory.getInt(left + LENGTHS),
        right + CONTENT,
        Memory.getInt(right + LENGTHS));
  }

  private static long resultLength(long[] entries) {
    long bytes = 0;
    for (int i = 0; i < entries.length; i++) {
      bytes += Memory.getInt(entries[i] + LENGTHS + 8);
      bytes += i == 0 ? 0 : Memory.getInt(entries[i] + LENGTHS + 4);
    }
    return bytes;
  }

  private static void write(long[] entries, long target) {
    long position = target;
    for (int i = 0; i < entries.length; i++) {
      int separatorLength = Memory.getInt(entries[i] + LENGTHS + 4);
      int valueLength = Memory.getInt(entries[i] + LENGTHS + 8);
      long separator = entries[i] + CONTENT + Memory.getInt(entries[i] + LENGTHS);
      if (i > 0) {
        ByteRanges.copy(separator, position, separatorLength);
        position += separatorLength;
      }
      ByteRanges.copy(separator + separatorLength, position, valueLength);
      position += valueLength;
    }
  }
}
