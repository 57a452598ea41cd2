package dev.quern.executor.expressions;

import dev.quern.executor.expressions.loops.Bits;
import dev.quern.executor.expressions.loops.OutputColumn;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.types.DataType;

/** Writes interpreted values to output columns. */
final class CellOutput {
  private CellOutput() {}

  static void write(Interpreter.Cell cell, DataType type, OutputColumn output, int index) {
    if (cell.isNull) {
      output.setNull(index);
      return;
    }
    long data = output.data();
    switch (ValueKind.of(type)) {
      case BOOLEAN:
        if (cell.first != 0) {
          Bits.set(data, index);
        }
        break;
      case LONG:
        writeLong(data + ((long) index << ColumnSource.shift(type)), type, cell.first);
        break;
      case DOUBLE:
        if (type instanceof DataType.FloatType) {
          Memory.putFloat(data + ((long) index << 2), (float) cell.floating);
        } else {
          Memory.putDouble(data + ((long) index << 3), cell.floating);
        }
        break;
      case INT128:
        Memory.putLong(data + ((long) index << 4), cell.second);
        Memory.putLong(data + ((long) index << 4) + 8, cell.first);
        break;
      case BYTES:
        output.append(index, cell.first, (int) cell.second);
        break;
      case NESTED:
        throw new IllegalStateException("nested values are not computed");
    }
  }

  private static void writeLong(long place, DataType type, long value) {
    switch (ColumnSource.shift(type)) {
      case 0:
        Memory.putByte(place, (byte) value);
        break;
      case 1:
        Memory.putShort(place, (short) value);
        break;
      case 2:
        Memory.putInt(place, (int) value);
        break;
      default:
        Memory.putLong(place, value);
        break;
    }
  }
}
