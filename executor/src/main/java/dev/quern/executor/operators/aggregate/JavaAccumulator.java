package dev.quern.executor.operators.aggregate;

import dev.quern.executor.expressions.functions.user.UserAggregateCall;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.PhysicalType;
import dev.quern.plan.errors.Checks;
import dev.quern.plan.types.Field;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate of the program. Its states are Java objects only while rows are taken in: the rows
 * of a call are put together by group, the group's state is read from its bytes, takes the rows in
 * and is written again. So a state is read and written once for each group in a slice of a batch.
 *
 * <p>How long a state becomes is known once it is written. Therefore {@link #heapBytesToAdd}, which
 * must tell, does all the work and keeps the new bytes; {@link #add}, which follows when the memory
 * is granted, only stores them. If it is refused, the states are as they were.
 *
 * <pre>
 * offset 0   address of the state's bytes in the heap, 0 = the state of no rows
 * offset 8   32-bit length
 * offset 12  32-bit room at the address; a longer state gets a new place
 *
 * state column: the bytes, NULL = the state of no rows
 * </pre>
 */
final class JavaAccumulator implements Accumulator {
  private static final int LENGTH = 8;
  private static final int ROOM = 12;

  /** States of about so many bytes together are on the Java heap at a time, or a single one. */
  private static final int MOST_BYTES = 4 << 20;

  /** Rows taken in at a time as long as it is not known how long states become. */
  private static final int FIRST_ROWS = 256;

  private static final long MOST_ROOM = Integer.MAX_VALUE - 7;

  /** A row's number in a slice has this many bits in {@link #order}. */
  private static final int ROW_BITS = 16;

  private final int offset;
  private final Field stateField;
  private final Field resultField;
  private final UserAggregateCall call;
  private final ByteHeap heap;
  private long[] order = new long[0];
  private long[] newGroups = new long[0];
  private byte[][] newStates = new byte[0][];
  private int newCount;
  private int preparedRows;
  private int longest;

  JavaAccumulator(
      int offset, Field stateField, Field resultField, UserAggregateCall call, ByteHeap heap) {
    this.offset = offset;
    this.stateField = stateField;
    this.resultField = resultField;
    this.call = call;
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
  public int mostRows() {
    int rows = longest == 0 ? FIRST_ROWS : MOST_BYTES / longest;
    return Math.max(1, Math.min(rows, 1 << ROW_BITS));
  }

  @Override
  public long heapBytes(long group) {
    return Memory.getInt(group + offset + LENGTH);
  }

  @Override
  public long heapBytesToAdd(
      List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    return prepare(
        rows,
        count,
        groups,
        (group, from, to) -> {
          Object state = null;
          for (int i = from; i < to; i++) {
            int row = rows[row(i)];
            if (UserAggregateCall.counts(arguments, row)) {
              state = call.accumulate(state == null ? stored(group) : state, arguments, row);
            }
          }
          return state == null ? null : call.write(state);
        });
  }

  @Override
  public long heapBytesToMerge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    ColumnAddresses blobs = states.get(0);
    return prepare(rows, count, groups, (group, from, to) -> merged(blobs, rows, group, from, to));
  }

  private byte @Nullable [] merged(
      ColumnAddresses blobs, int[] rows, long group, int from, int to) {
    boolean isNew = Memory.getLong(group + offset) == 0;
    if (isNew && to - from == 1) {
      int row = rows[row(from)];
      return blobs.isNull(row) ? null : copy(blobs, row);
    }
    Object state = null;
    for (int i = from; i < to; i++) {
      int row = rows[row(i)];
      if (blobs.isNull(row)) {
        continue;
      }
      Object other = call.read(start(blobs, row), length(blobs, row));
      if (state == null && isNew) {
        state = other;
      } else {
        state = call.merge(state == null ? stored(group) : state, other);
      }
    }
    return state == null ? null : call.write(state);
  }

  private static long start(ColumnAddresses blobs, int row) {
    return blobs.data() + Memory.getInt(blobs.offsets() + 4L * row);
  }

  private static int length(ColumnAddresses blobs, int row) {
    long at = blobs.offsets() + 4L * row;
    return Memory.getInt(at + 4) - Memory.getInt(at);
  }

  private static byte[] copy(ColumnAddresses blobs, int row) {
    byte[] bytes = new byte[length(blobs, row)];
    Memory.copyTo(start(blobs, row), bytes, 0, bytes.length);
    return bytes;
  }

  /** Returns the group's state as an object of its own. */
  private Object stored(long group) {
    long address = Memory.getLong(group + offset);
    return address == 0
        ? call.create()
        : call.read(address, Memory.getInt(group + offset + LENGTH));
  }

  /** Makes the new bytes of one group's state of the rows {@code [from, to)} of the order. */
  private interface GroupStep {
    byte @Nullable [] newState(long group, int from, int to);
  }

  /** Makes the new states of all groups of the rows and returns the heap's bytes they want. */
  private long prepare(int[] rows, int count, long[] groups, GroupStep step) {
    makeRoom(count);
    for (int i = 0; i < count; i++) {
      order[i] = groups[rows[i]] << ROW_BITS | i;
    }
    Arrays.sort(order, 0, count);
    newCount = 0;
    preparedRows = count;
    long bytes = 0;
    int from = 0;
    while (from < count) {
      long group = groups[rows[row(from)]];
      int to = from + 1;
      while (to < count && groups[rows[row(to)]] == group) {
        to++;
      }
      byte[] state = step.newState(group, from, to);
      if (state != null) {
        newGroups[newCount] = group;
        newStates[newCount] = state;
        newCount++;
        longest = Math.max(longest, state.length);
        bytes += growth(group, state.length);
      }
      from = to;
    }
    return bytes;
  }

  /** Returns the place in {@code rows} of the i-th row of the order. */
  private int row(int i) {
    return (int) order[i] & ((1 << ROW_BITS) - 1);
  }

  private void makeRoom(int count) {
    Checks.check(
        count <= 1 << ROW_BITS, "%s rows at a time, expected at most %s", count, 1 << ROW_BITS);
    if (order.length < count) {
      order = new long[count];
      newGroups = new long[count];
      newStates = new byte[count][];
    }
  }

  private long growth(long group, int length) {
    return needsRoom(group, length) ? roomFor(group, length) : 0;
  }

  private boolean needsRoom(long group, int length) {
    return Memory.getLong(group + offset) == 0 || Memory.getInt(group + offset + ROOM) < length;
  }

  /** At least doubling the room keeps the places left behind smaller than those in use. */
  private long roomFor(long group, int length) {
    long room = Memory.getLong(group + offset) == 0 ? length : Math.min(2L * length, MOST_ROOM);
    return Math.max(Long.BYTES, (room + 7) & ~7L);
  }

  @Override
  public void add(List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    storePrepared(count);
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    storePrepared(count);
  }

  private void storePrepared(int count) {
    Checks.check(count == preparedRows, "%s rows, prepared were %s", count, preparedRows);
    for (int i = 0; i < newCount; i++) {
      store(newGroups[i], newStates[i]);
    }
    Arrays.fill(newStates, 0, newCount, null);
    newCount = 0;
    preparedRows = 0;
  }

  private void store(long group, byte[] bytes) {
    long state = group + offset;
    if (needsRoom(group, bytes.length)) {
      long room = roomFor(group, bytes.length);
      Memory.putLong(state, heap.allocate(room));
      Memory.putInt(state + ROOM, (int) room);
    }
    Memory.putInt(state + LENGTH, bytes.length);
    Memory.copyFrom(bytes, 0, Memory.getLong(state), bytes.length);
  }

  @Override
  public List<FieldVector> states(long[] groups, int from, int count, BufferAllocator allocator) {
    long total = 0;
    for (int i = from; i < from + count; i++) {
      total += heapBytes(groups[i]);
    }
    OutputBytes output = new OutputBytes(stateField, count, total, allocator);
    for (int i = 0; i < count; i++) {
      long address = Memory.getLong(groups[from + i] + offset);
      if (address == 0) {
        output.putNull(i);
      } else {
        int length = Memory.getInt(groups[from + i] + offset + LENGTH);
        Memory.copy(address, output.put(i, length), length);
      }
    }
    return List.of(output.finish());
  }

  @Override
  public FieldVector results(long[] groups, int from, int count, BufferAllocator allocator) {
    Object[] results = new Object[count];
    for (int i = 0; i < count; i++) {
      results[i] = call.finish(stored(groups[from + i]));
    }
    return PhysicalType.of(resultField.type()) == PhysicalType.BYTES
        ? byteResults(results, allocator)
        : fixedResults(results, allocator);
  }

  private FieldVector byteResults(@Nullable Object[] results, BufferAllocator allocator) {
    long total = 0;
    for (Object result : results) {
      total += result == null ? 0 : ((byte[]) result).length;
    }
    OutputBytes output = new OutputBytes(resultField, results.length, total, allocator);
    for (int i = 0; i < results.length; i++) {
      byte[] bytes = (byte[]) results[i];
      if (bytes == null) {
        output.putNull(i);
      } else {
        Memory.copyFrom(bytes, 0, output.put(i, bytes.length), bytes.length);
      }
    }
    return output.finish();
  }

  private FieldVector fixedResults(@Nullable Object[] results, BufferAllocator allocator) {
    OutputColumn output = new OutputColumn(resultField, results.length, allocator);
    for (int i = 0; i < results.length; i++) {
      Object result = results[i];
      if (result instanceof Long number) {
        output.putLong(i, number);
      } else if (result instanceof Double number) {
        output.putDouble(i, number);
      } else if (result instanceof BigInteger wide) {
        output.putWide(i, wide.longValue(), wide.shiftRight(Long.SIZE).longValue());
      }
    }
    return output.vector();
  }
}
