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
 */
final class ConcatenationAccumulator implements Accumulator {
  private final Field stateField;
  private final Field resultField;
  private final int argumentCount;
  private final boolean ordered;
  private final OrderBytes orderBytes;
  private final EntryLists lists;

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
    this.stateField = stateField;
    this.resultField = resultField;
    this.argumentCount = argumentCount;
    this.ordered = !order.isEmpty();
    this.orderBytes = new OrderBytes(order);
    this.lists = new EntryLists(offset, heap);
  }

  @Override
  public int stateBytes() {
    return EntryLists.STATE_BYTES;
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
        long separator = argumentCount == 1 ? 1 : length(arguments.get(1), row);
        bytes +=
            EntryLists.heapBytes(
                OrderBytes.mostBytes(orderColumns, row) + separator + length(values, row));
      }
    }
    return bytes;
  }

  @Override
  public long heapBytesToMerge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    return lists.heapBytesToMerge(states.get(0), rows, count);
  }

  @Override
  public long heapBytes(long group) {
    return lists.bytes(group);
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
      int separatorLength = argumentCount == 1 ? 1 : length(arguments.get(1), row);
      long entry =
          lists.append(groups[row], orderBytes.length(), separatorLength, length(values, row));
      Memory.copyFrom(orderBytes.bytes(), 0, EntryLists.key(entry), orderBytes.length());
      if (argumentCount == 1) {
        Memory.putByte(EntryLists.middle(entry), (byte) ',');
      } else {
        copy(arguments.get(1), row, EntryLists.middle(entry), separatorLength);
      }
      copy(values, row, EntryLists.value(entry), EntryLists.valueLength(entry));
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

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    lists.merge(states.get(0), rows, count, groups);
  }

  @Override
  public List<FieldVector> states(long[] groups, int from, int count, BufferAllocator allocator) {
    return List.of(lists.states(stateField, groups, from, count, allocator));
  }

  @Override
  public FieldVector results(long[] groups, int from, int count, BufferAllocator allocator) {
    List<long[]> entries = new ArrayList<>(count);
    long bytes = 0;
    for (int i = from; i < from + count; i++) {
      long[] ofGroup = lists.entries(groups[i], ordered);
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

  private static long resultLength(long[] entries) {
    long bytes = 0;
    for (int i = 0; i < entries.length; i++) {
      bytes += EntryLists.valueLength(entries[i]);
      bytes += i == 0 ? 0 : EntryLists.middleLength(entries[i]);
    }
    return bytes;
  }

  private static void write(long[] entries, long target) {
    long position = target;
    for (int i = 0; i < entries.length; i++) {
      long entry = entries[i];
      if (i > 0) {
        int separatorLength = EntryLists.middleLength(entry);
        ByteRanges.copy(EntryLists.middle(entry), position, separatorLength);
        position += separatorLength;
      }
      ByteRanges.copy(EntryLists.value(entry), position, EntryLists.valueLength(entry));
      position += EntryLists.valueLength(entry);
    }
  }
}
