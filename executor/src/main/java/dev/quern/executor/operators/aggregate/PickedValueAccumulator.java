package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.memory.ByteRanges;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.NestedCopies;
import dev.quern.executor.memory.ValueBytes;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.types.Field;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * The value of the row that comes first, or last, in an order: {@code arg_min}, {@code arg_max},
 * {@code first}, {@code last}. Without an order rows count as they come.
 *
 * <pre>
 * state   offset 0  address of the kept record, 0 = none
 *         offset 8  room at the address
 * record  offset 0  32-bit lengths of key and value, then their bytes
 *
 * state column: the record
 * </pre>
 */
final class PickedValueAccumulator implements Accumulator {
  private static final int ROOM = 8;
  private static final int LENGTHS = 8;

  private final int offset;
  private final Field stateField;
  private final Field resultField;
  private final OrderBytes orderBytes;
  private final boolean skipsNulls;
  private final boolean takesLast;
  private final ByteHeap heap;

  /**
   * @param order of rows; its columns are the arguments from the second on
   * @param skipsNulls whether rows with a null value or a null in the second argument do not count
   * @param takesLast whether the last row counts, also among equal ones
   */
  PickedValueAccumulator(
      int offset,
      Field stateField,
      Field resultField,
      List<SortKey> order,
      boolean skipsNulls,
      boolean takesLast,
      ByteHeap heap) {
    this.offset = offset;
    this.stateField = stateField;
    this.resultField = resultField;
    this.orderBytes = new OrderBytes(order);
    this.skipsNulls = skipsNulls;
    this.takesLast = takesLast;
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

  private static List<ColumnAddresses> orderColumns(List<ColumnAddresses> arguments) {
    return arguments.subList(1, arguments.size());
  }

  private boolean isLeftOut(List<ColumnAddresses> arguments, int row) {
    return skipsNulls && (arguments.get(0).isNull(row) || arguments.get(1).isNull(row));
  }

  @Override
  public long heapBytesToAdd(
      List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      if (!isLeftOut(arguments, rows[i])) {
        bytes +=
            roomFor(
                OrderBytes.mostBytes(orderColumns(arguments), rows[i])
                    + ValueBytes.length(arguments.get(0), rows[i]));
      }
    }
    return bytes;
  }

  @Override
  public long heapBytesToMerge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    ColumnAddresses records = states.get(0);
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      if (!records.isNull(rows[i])) {
        bytes += roomFor(recordLength(record(records, rows[i])) - LENGTHS);
      }
    }
    return bytes;
  }

  /** At least doubling the room keeps the places left behind smaller than those in use. */
  private static long roomFor(long content) {
    return 2 * (LENGTHS + content) + Long.BYTES;
  }

  @Override
  public long heapBytes(long group) {
    long record = Memory.getLong(group + offset);
    return record == 0 ? 0 : recordLength(record);
  }

  @Override
  public void add(List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    List<ColumnAddresses> orderColumns = orderColumns(arguments);
    ColumnAddresses values = arguments.get(0);
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      long state = groups[row] + offset;
      if (isLeftOut(arguments, row)) {
        continue;
      }
      orderBytes.encode(orderColumns, row);
      if (!replaces(state)) {
        continue;
      }
      int keyLength = orderBytes.length();
      int valueLength = Math.toIntExact(ValueBytes.length(values, row));
      long record = place(state, LENGTHS + (long) keyLength + valueLength);
      Memory.putInt(record, keyLength);
      Memory.putInt(record + 4, valueLength);
      Memory.copyFrom(orderBytes.bytes(), 0, record + LENGTHS, keyLength);
      ValueBytes.write(values, row, record + LENGTHS + keyLength);
    }
  }

  /** Returns whether the row that was encoded last takes the place of the kept one. */
  private boolean replaces(long state) {
    long kept = Memory.getLong(state);
    return kept == 0 || isBefore(compareEncoded(kept + LENGTHS, Memory.getInt(kept)));
  }

  private int compareEncoded(long key, int keyLength) {
    int common = Math.min(orderBytes.length(), keyLength);
    for (int i = 0; i < common; i++) {
      int order = Integer.compare(orderBytes.bytes()[i] & 0xff, Memory.getByte(key + i) & 0xff);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(orderBytes.length(), keyLength);
  }

  private boolean isBefore(int comparison) {
    return takesLast ? comparison >= 0 : comparison < 0;
  }

  /** Returns a place for a record of that length, which becomes the kept one. */
  private long place(long state, long length) {
    long kept = Memory.getLong(state);
    if (kept == 0 || Memory.getLong(state + ROOM) < length) {
      long room = 2 * length;
      kept = heap.allocate(room);
      Memory.putLong(state, kept);
      Memory.putLong(state + ROOM, room);
    }
    return kept;
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    ColumnAddresses records = states.get(0);
    for (int i = 0; i < count; i++) {
      if (records.isNull(rows[i])) {
        continue;
      }
      long record = record(records, rows[i]);
      long state = groups[rows[i]] + offset;
      long kept = Memory.getLong(state);
      boolean isBetter = kept == 0 || isBefore(compareKeys(record, kept));
      if (isBetter) {
        long length = recordLength(record);
        Memory.copy(record, place(state, length), length);
      }
    }
  }

  private static int compareKeys(long left, long right) {
    return ByteRanges.compare(
        left + LENGTHS, Memory.getInt(left), right + LENGTHS, Memory.getInt(right));
  }

  private static long record(ColumnAddresses records, int row) {
    return records.data() + Memory.getInt(records.offsets() + 4L * row);
  }

  private static long recordLength(long record) {
    return LENGTHS + (long) Memory.getInt(record) + Memory.getInt(record + 4);
  }

  @Override
  public List<FieldVector> states(long[] groups, int from, int count, BufferAllocator allocator) {
    long bytes = 0;
    for (int i = from; i < from + count; i++) {
      bytes += heapBytes(groups[i]);
    }
    OutputBytes output = new OutputBytes(stateField, count, bytes, allocator);
    for (int i = 0; i < count; i++) {
      long record = Memory.getLong(groups[from + i] + offset);
      if (record == 0) {
        output.putNull(i);
      } else {
        long length = recordLength(record);
        Memory.copy(record, output.put(i, (int) length), length);
      }
    }
    return List.of(output.finish());
  }

  @Override
  public FieldVector results(long[] groups, int from, int count, BufferAllocator allocator) {
    FieldVector results = ArrowTypes.createVector(resultField, allocator);
    results.setInitialCapacity(count);
    results.allocateNew();
    for (int i = 0; i < count; i++) {
      long record = Memory.getLong(groups[from + i] + offset);
      if (record == 0) {
        NestedCopies.setNull(results, i);
      } else {
        ValueBytes.read(record + LENGTHS + Memory.getInt(record), results, i);
      }
    }
    results.setValueCount(count);
    return results;
  }
}
