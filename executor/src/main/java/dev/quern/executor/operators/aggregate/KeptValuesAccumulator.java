package dev.quern.executor.operators.aggregate;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.ValueBytes;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * Aggregates that need all values of a group, in an order: {@code list}, {@code mode}, quantiles.
 * What they make of them is a {@link KeptValues}.
 *
 * <pre>
 * offset 0   the values, see {@link EntryLists}
 * offset 24  the fraction of a quantile, see {@link QuantileFraction}
 * </pre>
 */
final class KeptValuesAccumulator implements Accumulator {
  private final int offset;
  private final List<Field> stateFields;
  private final Field resultField;
  private final int orderFrom;
  private final boolean ordered;
  private final OrderBytes orderBytes;
  private final KeptValues function;
  private final EntryLists lists;

  /**
   * @param stateFields one of bytes, then one for the fraction if the function has one
   * @param orderFrom the argument from which on the columns of {@code order} are found
   */
  KeptValuesAccumulator(
      int offset,
      List<Field> stateFields,
      Field resultField,
      int orderFrom,
      List<SortKey> order,
      KeptValues function,
      ByteHeap heap) {
    this.offset = offset;
    this.stateFields = stateFields;
    this.resultField = resultField;
    this.orderFrom = orderFrom;
    this.ordered = !order.isEmpty();
    this.orderBytes = new OrderBytes(order);
    this.function = function;
    this.lists = new EntryLists(offset, heap);
  }

  private long fraction(long group) {
    return group + offset + EntryLists.STATE_BYTES;
  }

  private boolean hasFraction() {
    return stateFields.size() > 1;
  }

  @Override
  public int stateBytes() {
    return EntryLists.STATE_BYTES + (hasFraction() ? QuantileFraction.BYTES : 0);
  }

  @Override
  public List<Field> stateFields() {
    return stateFields;
  }

  @Override
  public boolean usesHeap() {
    return true;
  }

  private List<ColumnAddresses> orderColumns(List<ColumnAddresses> arguments) {
    return arguments.subList(orderFrom, arguments.size());
  }

  private boolean isLeftOut(ColumnAddresses values, int row) {
    return !function.keepsNulls() && values.isNull(row);
  }

  @Override
  public long heapBytesToAdd(
      List<ColumnAddresses> arguments, int[] rows, int count, long[] groups) {
    ColumnAddresses values = arguments.get(0);
    List<ColumnAddresses> orderColumns = ordered ? orderColumns(arguments) : List.of();
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      if (!isLeftOut(values, rows[i])) {
        bytes +=
            EntryLists.heapBytes(
                OrderBytes.mostBytes(orderColumns, rows[i]) + ValueBytes.length(values, rows[i]));
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
    List<ColumnAddresses> orderColumns = ordered ? orderColumns(arguments) : List.of();
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (hasFraction()) {
        QuantileFraction.add(arguments.get(1), row, fraction(groups[row]));
      }
      if (isLeftOut(values, row)) {
        continue;
      }
      orderBytes.encode(orderColumns, row);
      int length = Math.toIntExact(ValueBytes.length(values, row));
      long entry = lists.append(groups[row], orderBytes.length(), 0, length);
      Memory.copyFrom(orderBytes.bytes(), 0, EntryLists.key(entry), orderBytes.length());
      ValueBytes.write(values, row, EntryLists.value(entry));
    }
  }

  @Override
  public void merge(List<ColumnAddresses> states, int[] rows, int count, long[] groups) {
    lists.merge(states.get(0), rows, count, groups);
    for (int i = 0; i < count && hasFraction(); i++) {
      QuantileFraction.merge(states.get(1), rows[i], fraction(groups[rows[i]]));
    }
  }

  @Override
  public List<FieldVector> states(long[] groups, int from, int count, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>();
    vectors.add(lists.states(stateFields.get(0), groups, from, count, allocator));
    if (hasFraction()) {
      OutputColumn fractions = new OutputColumn(stateFields.get(1), count, allocator);
      for (int i = 0; i < count; i++) {
        QuantileFraction.write(fraction(groups[from + i]), fractions, i);
      }
      vectors.add(fractions.vector());
    }
    return vectors;
  }

  @Override
  public FieldVector results(long[] groups, int from, int count, BufferAllocator allocator) {
    FieldVector results = ArrowTypes.createVector(resultField, allocator);
    results.setInitialCapacity(count);
    results.allocateNew();
    for (int i = 0; i < count; i++) {
      long group = groups[from + i];
      long[] entries = lists.entries(group, ordered);
      double fraction = hasFraction() ? QuantileFraction.value(fraction(group)) : KeptValues.HALF;
      function.write(entries, fraction, results, i);
    }
    results.setValueCount(count);
    return results;
  }
}
