package dev.quern.benchmarks.data;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;

/**
 * A column without nulls whose values are functions of the row number.
 *
 * @param filler puts the value of a row of the table into a vector
 */
record GeneratedColumn(String name, DataType type, Filler filler) {
  /** Sets the value at {@code index} of the vector to that of {@code row}. */
  interface Filler {
    void set(FieldVector vector, int index, long row);
  }

  static GeneratedColumn ofInteger(String name, LongUnaryOperator value) {
    return new GeneratedColumn(
        name,
        DataTypes.INTEGER,
        (vector, index, row) ->
            ((IntVector) vector).setSafe(index, Math.toIntExact(value.applyAsLong(row))));
  }

  static GeneratedColumn ofBigInt(String name, LongUnaryOperator value) {
    return new GeneratedColumn(
        name,
        DataTypes.BIGINT,
        (vector, index, row) -> ((BigIntVector) vector).setSafe(index, value.applyAsLong(row)));
  }

  /** A DECIMAL(15, 2) of so many hundredths. */
  static GeneratedColumn ofMoney(String name, LongUnaryOperator hundredths) {
    return new GeneratedColumn(
        name,
        DataType.decimal(15, 2),
        (vector, index, row) ->
            ((BigIntVector) vector).setSafe(index, hundredths.applyAsLong(row)));
  }

  static GeneratedColumn ofDouble(String name, LongToDoubleFunction value) {
    return new GeneratedColumn(
        name,
        DataTypes.DOUBLE,
        (vector, index, row) -> ((Float8Vector) vector).setSafe(index, value.applyAsDouble(row)));
  }

  /** A date so many days after 1970-01-01. */
  static GeneratedColumn ofDate(String name, LongUnaryOperator days) {
    return new GeneratedColumn(
        name,
        DataTypes.DATE,
        (vector, index, row) ->
            ((DateDayVector) vector).setSafe(index, Math.toIntExact(days.applyAsLong(row))));
  }

  static GeneratedColumn ofText(String name, LongFunction<String> value) {
    return new GeneratedColumn(
        name,
        DataTypes.VARCHAR,
        (vector, index, row) ->
            ((VarCharVector) vector)
                .setSafe(index, value.apply(row).getBytes(StandardCharsets.UTF_8)));
  }
}
