package dev.quern.executor.expressions.nested;

import dev.quern.executor.memory.NestedCopies;
import dev.quern.executor.memory.NestedOrder;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Expression;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;

/** Functions of lists and maps whose elements keep their order. */
final class Elements {
  private static final int NONE = -1;

  private Elements() {}

  /** array[value, ...]. */
  static void list(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    ListVector list = (ListVector) target;
    int start = list.startNewValue(row);
    for (int i = 0; i < arguments.size(); i++) {
      NestedCopies.copy(arguments.get(i), row, list.getDataVector(), start + i);
    }
    list.endValue(row, arguments.size());
  }

  /** map[key, value, ...]. */
  static void map(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    MapVector map = (MapVector) target;
    StructVector entries = (StructVector) map.getDataVector();
    FieldVector keys = entries.getChildrenFromFields().get(0);
    FieldVector values = entries.getChildrenFromFields().get(1);
    int start = map.startNewValue(row);
    for (int i = 0; i < arguments.size() / 2; i++) {
      FieldVector key = arguments.get(2 * i);
      if (key.isNull(row) || find(keys, start, start + i, key, row) != NONE) {
        throw new QueryException(
            ErrorCode.INVALID_ARGUMENT,
            "The keys of a map must not be NULL nor appear twice: key=" + key.getObject(row));
      }
      NestedCopies.setPresent(entries, start + i);
      NestedCopies.copy(key, row, keys, start + i);
      NestedCopies.copy(arguments.get(2 * i + 1), row, values, start + i);
    }
    map.endValue(row, arguments.size() / 2);
  }

  /** list[place], counted from 1, or from the end if negative; map[key]. NULL if there is none. */
  static void item(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    ListVector list = (ListVector) arguments.get(0);
    FieldVector key = arguments.get(1);
    if (list.isNull(row) || key.isNull(row)) {
      NestedCopies.setNull(target, row);
      return;
    }
    boolean isMap = list instanceof MapVector;
    int element = isMap ? entry((MapVector) list, row, key) : element(list, row, key);
    if (element == NONE) {
      NestedCopies.setNull(target, row);
      return;
    }
    FieldVector data = list.getDataVector();
    FieldVector values = isMap ? ((StructVector) data).getChildrenFromFields().get(1) : data;
    NestedCopies.copy(values, element, target, row);
  }

  private static int element(ListVector list, int row, FieldVector key) {
    long place = NestedOrder.longAt(key, row);
    int start = list.getElementStartIndex(row);
    int count = list.getElementEndIndex(row) - start;
    if (place == 0 || place > count || place < -count) {
      return NONE;
    }
    return (int) (place > 0 ? start + place - 1 : start + count + place);
  }

  private static int entry(MapVector map, int row, FieldVector key) {
    FieldVector keys = ((StructVector) map.getDataVector()).getChildrenFromFields().get(0);
    return find(keys, map.getElementStartIndex(row), map.getElementEndIndex(row), key, row);
  }

  private static int find(FieldVector values, int from, int to, FieldVector wanted, int row) {
    for (int i = from; i < to; i++) {
      if (!values.isNull(i) && NestedOrder.compare(values, i, wanted, row) == 0) {
        return i;
      }
    }
    return NONE;
  }

  /** cardinality(list), cardinality(map). */
  static void count(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    ListVector list = (ListVector) arguments.get(0);
    if (list.isNull(row)) {
      NestedCopies.setNull(target, row);
      return;
    }
    setLong(target, row, list.getElementEndIndex(row) - list.getElementStartIndex(row));
  }

  private static void setLong(FieldVector target, int row, long value) {
    if (target instanceof IntVector ints) {
      ints.setSafe(row, (int) value);
    } else {
      ((BigIntVector) target).setSafe(row, value);
    }
  }

  /** list_contains(list, value). */
  static void contains(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    ListVector list = (ListVector) arguments.get(0);
    FieldVector wanted = arguments.get(1);
    if (list.isNull(row) || wanted.isNull(row)) {
      NestedCopies.setNull(target, row);
      return;
    }
    ((BitVector) target).setSafe(row, findIn(list, row, wanted) == NONE ? 0 : 1);
  }

  /** list_position(list, value). */
  static void position(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    ListVector list = (ListVector) arguments.get(0);
    FieldVector wanted = arguments.get(1);
    int found = list.isNull(row) || wanted.isNull(row) ? NONE : findIn(list, row, wanted);
    if (found == NONE) {
      NestedCopies.setNull(target, row);
    } else {
      setLong(target, row, found - list.getElementStartIndex(row) + 1L);
    }
  }

  private static int findIn(ListVector list, int row, FieldVector wanted) {
    int start = list.getElementStartIndex(row);
    return find(list.getDataVector(), start, list.getElementEndIndex(row), wanted, row);
  }

  /** list_concat(list, list); a NULL counts as an empty list, unless both are. */
  static void concat(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    ListVector left = (ListVector) arguments.get(0);
    ListVector right = (ListVector) arguments.get(1);
    if (left.isNull(row) && right.isNull(row)) {
      NestedCopies.setNull(target, row);
      return;
    }
    ListVector list = (ListVector) target;
    int start = list.startNewValue(row);
    int end = append(left, row, list, start);
    end = append(right, row, list, end);
    list.endValue(row, end - start);
  }

  private static int append(ListVector source, int row, ListVector target, int position) {
    if (source.isNull(row)) {
      return position;
    }
    int start = source.getElementStartIndex(row);
    int count = source.getElementEndIndex(row) - start;
    for (int i = 0; i < count; i++) {
      NestedCopies.copy(source.getDataVector(), start + i, target.getDataVector(), position + i);
    }
    return position + count;
  }

  /** list_slice(list, first, last). */
  static void slice(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    ListVector source = (ListVector) arguments.get(0);
    if (source.isNull(row) || arguments.get(1).isNull(row) || arguments.get(2).isNull(row)) {
      NestedCopies.setNull(target, row);
      return;
    }
    int start = source.getElementStartIndex(row);
    int count = source.getElementEndIndex(row) - start;
    long first = Math.max(1, fromStart(NestedOrder.longAt(arguments.get(1), row), count));
    long last = Math.min(count, fromStart(NestedOrder.longAt(arguments.get(2), row), count));
    ListVector list = (ListVector) target;
    int end = list.startNewValue(row);
    int length = (int) Math.max(0, last - first + 1);
    for (int i = 0; i < length; i++) {
      NestedCopies.copy(
          source.getDataVector(), (int) (start + first - 1 + i), list.getDataVector(), end + i);
    }
    list.endValue(row, length);
  }

  private static long fromStart(long place, int count) {
    return place < 0 ? count + 1 + place : place;
  }

  /** list_reverse(list). */
  static void reverse(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    ListVector source = (ListVector) arguments.get(0);
    if (source.isNull(row)) {
      NestedCopies.setNull(target, row);
      return;
    }
    int start = source.getElementStartIndex(row);
    int count = source.getElementEndIndex(row) - start;
    ListVector list = (ListVector) target;
    int position = list.startNewValue(row);
    for (int i = 0; i < count; i++) {
      NestedCopies.copy(
          source.getDataVector(), start + count - 1 - i, list.getDataVector(), position + i);
    }
    list.endValue(row, count);
  }
}
