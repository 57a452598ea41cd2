package dev.quern.executor.batch;

import dev.quern.plan.expressions.Literal;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;

/**
 * Writes constants into vectors. For few rows (VALUES, partition values); a null of a nested type
 * is all that exists of those.
 */
public final class LiteralWriter {
  private LiteralWriter() {}

  /** Writes {@code literal} to {@code row} of a vector of its type, which grows as needed. */
  public static void write(Literal literal, FieldVector vector, int row) {
    Object value = literal.value();
    if (value == null) {
      writeNull(vector, row);
    } else if (value instanceof Boolean bool) {
      ((BitVector) vector).setSafe(row, bool ? 1 : 0);
    } else if (value instanceof Double number) {
      writeDouble(vector, row, number);
    } else if (value instanceof BigDecimal decimal) {
      writeDecimal(vector, row, decimal);
    } else if (value instanceof String text) {
      ((VarCharVector) vector).setSafe(row, text.getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof ByteBuffer bytes) {
      ((VarBinaryVector) vector)
          .setSafe(row, bytes.duplicate(), bytes.position(), bytes.remaining());
    } else {
      writeLong(vector, row, (Long) value);
    }
  }

  private static void writeNull(FieldVector vector, int row) {
    while (vector.getValueCapacity() <= row) {
      vector.reAlloc();
    }
    vector.setNull(row);
  }

  private static void writeDouble(FieldVector vector, int row, double value) {
    if (vector instanceof Float4Vector floats) {
      floats.setSafe(row, (float) value);
      return;
    }
    ((Float8Vector) vector).setSafe(row, value);
  }

  private static void writeDecimal(FieldVector vector, int row, BigDecimal value) {
    if (vector instanceof BigIntVector shortDecimals) {
      shortDecimals.setSafe(row, value.unscaledValue().longValueExact());
      return;
    }
    ((DecimalVector) vector).setSafe(row, value);
  }

  private static void writeLong(FieldVector vector, int row, long value) {
    if (vector instanceof BigIntVector longs) {
      longs.setSafe(row, value);
    } else if (vector instanceof IntVector ints) {
      ints.setSafe(row, Math.toIntExact(value));
    } else if (vector instanceof SmallIntVector shorts) {
      shorts.setSafe(row, Math.toIntExact(value));
    } else if (vector instanceof TinyIntVector bytes) {
      bytes.setSafe(row, Math.toIntExact(value));
    } else if (vector instanceof DateDayVector days) {
      days.setSafe(row, Math.toIntExact(value));
    } else if (vector instanceof TimeMicroVector times) {
      times.setSafe(row, value);
    } else if (vector instanceof TimeStampVector timestamps) {
      timestamps.setSafe(row, value);
    } else if (vector instanceof IntervalYearVector months) {
      months.setSafe(row, Math.toIntExact(value));
    } else if (vector instanceof DurationVector durations) {
      durations.setSafe(row, value);
    } else {
      throw new IllegalStateException("no literal fits a " + vector.getClass().getSimpleName());
    }
  }
}
