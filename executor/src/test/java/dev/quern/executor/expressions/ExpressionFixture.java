package dev.quern.executor.expressions;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
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
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;

/** Batches from Java values and back, and evaluation by loop and by interpreter. */
final class ExpressionFixture implements AutoCloseable {
  final BufferAllocator allocator = new RootAllocator();
  final ExpressionCompiler compiled = JaninoExpressionCompiler.create(0);
  final ExpressionCompiler interpreted = JaninoExpressionCompiler.create(Long.MAX_VALUE / 2);

  /** The values of one column; the form of each is that of {@link Literal}. */
  record Column(String name, DataType type, List<Object> values) {}

  static Column column(String name, DataType type, Object... values) {
    return new Column(name, type, Arrays.asList(values));
  }

  static Schema schema(Column... columns) {
    List<Field> fields = new ArrayList<>();
    for (Column column : columns) {
      fields.add(Field.of(column.name(), column.type()));
    }
    return new Schema(fields);
  }

  Batch batch(Column... columns) {
    int rowCount = columns.length == 0 ? 1 : columns[0].values().size();
    List<FieldVector> vectors = new ArrayList<>();
    for (Column column : columns) {
      FieldVector vector =
          ArrowTypes.createVector(Field.of(column.name(), column.type()), allocator);
      vector.setInitialCapacity(Math.max(1, rowCount));
      vector.allocateNew();
      for (int i = 0; i < rowCount; i++) {
        Object value = column.values().get(i);
        if (value == null) {
          vector.setNull(i);
        } else {
          set(vector, i, value);
        }
      }
      vector.setValueCount(rowCount);
      vectors.add(vector);
    }
    return new Batch(schema(columns), vectors, rowCount);
  }

  private static void set(FieldVector vector, int i, Object value) {
    if (vector instanceof VarCharVector text) {
      text.setSafe(i, ((String) value).getBytes(StandardCharsets.UTF_8));
    } else if (vector instanceof VarBinaryVector bytes) {
      bytes.setSafe(i, (byte[]) value);
    } else if (vector instanceof BitVector bits) {
      bits.setSafe(i, (Boolean) value ? 1 : 0);
    } else if (vector instanceof Float8Vector doubles) {
      doubles.setSafe(i, (Double) value);
    } else if (vector instanceof Float4Vector floats) {
      floats.setSafe(i, ((Number) value).floatValue());
    } else if (vector instanceof DecimalVector decimals) {
      decimals.setSafe(i, ((BigDecimal) value).setScale(decimals.getScale()));
    } else if (value instanceof BigDecimal decimal) {
      DataType.DecimalType type =
          (DataType.DecimalType)
              DataType.parse(vector.getField().getMetadata().get(ArrowTypes.TYPE_KEY));
      ((BigIntVector) vector)
          .setSafe(i, decimal.setScale(type.scale()).unscaledValue().longValueExact());
    } else {
      setLong(vector, i, ((Number) value).longValue());
    }
  }

  private static void setLong(FieldVector vector, int i, long value) {
    if (vector instanceof TinyIntVector ints) {
      ints.setSafe(i, (byte) value);
    } else if (vector instanceof SmallIntVector ints) {
      ints.setSafe(i, (short) value);
    } else if (vector instanceof IntVector ints) {
      ints.setSafe(i, (int) value);
    } else if (vector instanceof BigIntVector ints) {
      ints.setSafe(i, value);
    } else if (vector instanceof DateDayVector days) {
      days.setSafe(i, (int) value);
    } else if (vector instanceof TimeMicroVector times) {
      times.setSafe(i, value);
    } else if (vector instanceof TimeStampMicroVector times) {
      times.setSafe(i, value);
    } else if (vector instanceof TimeStampMicroTZVector times) {
      times.setSafe(i, value);
    } else if (vector instanceof IntervalYearVector months) {
      months.setSafe(i, (int) value);
    } else {
      ((DurationVector) vector).setSafe(i, value);
    }
  }

  /** Returns the values of a column in the form of {@link Literal}. */
  static List<Object> values(Batch batch, int columnIndex) {
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < batch.rowCount(); row++) {
      Literal literal = Literals.read(batch, columnIndex, row);
      values.add(literal.value());
    }
    return values;
  }

  /** Returns the expression's value for each row, or the error's message, by compiled loop. */
  Object outcome(ExpressionCompiler compiler, Expression expression, Batch batch, int[] selected) {
    Schema output = new Schema(List.of(Field.of("result", expression.type())));
    try (Batch result =
        compiler
            .projection(List.of(expression), batch.schema(), output)
            .project(batch, selected, selected == null ? 0 : selected.length, allocator)) {
      return values(result, 0);
    } catch (QueryException e) {
      return e.code() + ": " + e.message();
    }
  }

  Object outcome(Expression expression, Column... columns) {
    try (Batch batch = batch(columns)) {
      Object fast = outcome(compiled, expression, batch, null);
      Object slow = outcome(interpreted, expression, batch, null);
      if (!fast.equals(slow)) {
        throw new AssertionError("loop: " + fast + "\ninterpreter: " + slow);
      }
      return fast;
    }
  }

  /** Returns the value for one row, or the error. */
  Object single(Expression expression, Column... columns) {
    Object outcome = outcome(expression, columns);
    return outcome instanceof List<?> values ? values.get(0) : outcome;
  }

  static Expression ref(int index, Column... columns) {
    return new ColumnReference(index, columns[index].type(), true);
  }

  static Call call(String function, DataType type, Expression... operands) {
    return new Call(function, List.of(operands), type, true);
  }

  static Literal decimal(String value, int precision, int scale) {
    return new Literal(new BigDecimal(value), DataType.decimal(precision, scale));
  }

  static Literal integer(long value) {
    return new Literal(value, DataTypes.INTEGER);
  }

  @Override
  public void close() {
    allocator.close();
  }
}
