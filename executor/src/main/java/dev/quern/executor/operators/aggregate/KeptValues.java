package dev.quern.executor.operators.aggregate;

import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.NestedCopies;
import dev.quern.executor.memory.ValueBytes;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.complex.ListVector;

/** What an aggregate makes of all values of a group; NULL of none. */
enum KeptValues {
  /** The values as a list, nulls too. */
  LIST {
    @Override
    boolean keepsNulls() {
      return true;
    }

    @Override
    void writePresent(long[] entries, double fraction, FieldVector target, int row) {
      ListVector list = (ListVector) target;
      int start = list.startNewValue(row);
      for (int i = 0; i < entries.length; i++) {
        ValueBytes.read(EntryLists.value(entries[i]), list.getDataVector(), start + i);
      }
      list.endValue(row, entries.length);
    }
  },

  /** The value that occurs most often, of several the smallest. */
  MODE {
    @Override
    void writePresent(long[] entries, double fraction, FieldVector target, int row) {
      int best = 0;
      int most = 0;
      int start = 0;
      for (int i = 1; i <= entries.length; i++) {
        if (i == entries.length || EntryLists.compare(entries[start], entries[i]) != 0) {
          if (i - start > most) {
            most = i - start;
            best = start;
          }
          start = i;
        }
      }
      ValueBytes.read(EntryLists.value(entries[best]), target, row);
    }
  },

  /** The first value at or behind the fraction. */
  DISCRETE_QUANTILE {
    @Override
    void writePresent(long[] entries, double fraction, FieldVector target, int row) {
      int place = (int) Math.ceil(fraction * entries.length) - 1;
      ValueBytes.read(EntryLists.value(entries[Math.max(0, place)]), target, row);
    }
  },

  /** The value at the fraction, between two neighbours if need be; of doubles. */
  CONTINUOUS_QUANTILE {
    @Override
    void writePresent(long[] entries, double fraction, FieldVector target, int row) {
      double place = fraction * (entries.length - 1);
      int below = (int) Math.floor(place);
      double low = number(entries[below]);
      double share = place - below;
      double value = share == 0 ? low : low + (number(entries[below + 1]) - low) * share;
      ((Float8Vector) target).setSafe(row, value);
    }

    private double number(long entry) {
      return Memory.getDouble(EntryLists.value(entry) + 1);
    }
  };

  /** The fraction of a median. */
  static final double HALF = 0.5;

  boolean keepsNulls() {
    return false;
  }

  /**
   * Writes the result for a group.
   *
   * @param entries the values in their order
   * @param fraction NaN makes the result NULL
   */
  final void write(long[] entries, double fraction, FieldVector target, int row) {
    if (entries.length == 0 || Double.isNaN(fraction)) {
      NestedCopies.setNull(target, row);
    } else {
      writePresent(entries, fraction, target, row);
    }
  }

  abstract void writePresent(long[] entries, double fraction, FieldVector target, int row);
}
