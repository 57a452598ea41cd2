package dev.quern.executor.expressions.nested;

import dev.quern.executor.memory.NestedCopies;
import dev.quern.executor.memory.NestedOrder;
import dev.quern.plan.expressions.Expression;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;

/** Functions of lists that compare the elements with each other. */
final class SortedElements {
  private SortedElements() {}

  /** list_sort(list). */
  static void sort(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    ListVector source = (ListVector) arguments.get(0);
    if (source.isNull(row)) {
      NestedCopies.setNull(target, row);
      return;
    }
    put(source, sorted(source, row), row, (ListVector) target);
  }

  /** list_distinct(list). */
  static void distinct(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    ListVector source = (ListVector) arguments.get(0);
    if (source.isNull(row)) {
      NestedCopies.setNull(target, row);
      return;
    }
    FieldVector data = source.getDataVector();
    List<Integer> kept = new ArrayList<>();
    for (int element : sorted(source, row)) {
      boolean isRepeated =
          !kept.isEmpty()
              && NestedOrder.compare(data, kept.get(kept.size() - 1), data, element) == 0;
      if (!isRepeated && !data.isNull(element)) {
        kept.add(element);
      }
    }
    put(source, kept, row, (ListVector) target);
  }

  private static List<Integer> sorted(ListVector source, int row) {
    List<Integer> elements = new ArrayList<>();
    for (int i = source.getElementStartIndex(row); i < source.getElementEndIndex(row); i++) {
      elements.add(i);
    }
    FieldVector data = source.getDataVector();
    elements.sort((left, right) -> NestedOrder.compare(data, left, data, right));
    return elements;
  }

  private static void put(ListVector source, List<Integer> elements, int row, ListVector target) {
    int position = target.startNewValue(row);
    for (int element : elements) {
      NestedCopies.copy(source.getDataVector(), element, target.getDataVector(), position++);
    }
    target.endValue(row, elements.size());
  }

  /** list_min(list). */
  static void min(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    extreme((ListVector) arguments.get(0), row, -1, target);
  }

  /** list_max(list). */
  static void max(Expression call, List<FieldVector> arguments, int row, FieldVector target) {
    extreme((ListVector) arguments.get(0), row, 1, target);
  }

  private static void extreme(ListVector source, int row, int sign, FieldVector target) {
    int best = -1;
    if (!source.isNull(row)) {
      FieldVector data = source.getDataVector();
      for (int i = source.getElementStartIndex(row); i < source.getElementEndIndex(row); i++) {
        if (!data.isNull(i)
            && (best < 0 || Integer.signum(NestedOrder.compare(data, i, data, best)) == sign)) {
          best = i;
        }
      }
    }
    if (best < 0) {
      NestedCopies.setNull(target, row);
    } else {
      NestedCopies.copy(source.getDataVector(), best, target, row);
    }
  }
}
