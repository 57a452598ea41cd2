package dev.quern;

import dev.quern.engine.results.ValueText;
import dev.quern.engine.values.ValueConversion;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.math.BigDecimal;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One row of a result. Columns are named, or counted from 0. Values are Java objects of the class
 * that belongs to the SQL type: {@code Boolean, Byte, Short, Integer, Long, Float, Double,
 * BigDecimal, LocalDate, LocalTime, LocalDateTime, OffsetDateTime, Period, Duration, String,
 * byte[], List}, and {@code Map} for structs and maps.
 *
 * <pre>{@code
 * Object any = row.get("total");
 * long id = row.getLong("id");
 * String name = row.getString(1);
 * LocalDate day = row.get("day", LocalDate.class);
 * }</pre>
 */
public final class Row {
  private final Schema schema;
  private final @Nullable Object[] values;

  Row(Schema schema, @Nullable Object[] values) {
    this.schema = schema;
    this.values = values;
  }

  /** Returns the number of columns. */
  public int size() {
    return values.length;
  }

  /** Returns the columns. */
  public Schema schema() {
    return schema;
  }

  /** Returns the value of a column counted from 0, or null. */
  public @Nullable Object get(int column) {
    return values[column];
  }

  /**
   * Returns the value of a column, or null.
   *
   * @throws QueryException UNKNOWN_COLUMN
   */
  public @Nullable Object get(String column) {
    return values[index(column)];
  }

  /**
   * Returns the value of a column in a class that it can be told in without loss, or null: any
   * number for any other, {@code Instant} for a timestamp with time zone, an enum or {@code UUID}
   * for text, a record for a struct.
   *
   * @throws QueryException TYPE_MISMATCH, UNKNOWN_COLUMN
   */
  public <T> @Nullable T get(String column, Class<T> type) {
    int index = index(column);
    return type.cast(ValueConversion.convert(values[index], ValueConversion.boxed(type), column));
  }

  /** Returns whether the value of a column is NULL. */
  public boolean isNull(String column) {
    return get(column) == null;
  }

  /** Returns a whole number; NULL is refused, use {@link #get(String)} where it may come. */
  public long getLong(int column) {
    return (Long) required(column, Long.class);
  }

  /** Returns a whole number; NULL is refused, use {@link #get(String)} where it may come. */
  public long getLong(String column) {
    return getLong(index(column));
  }

  /** Returns a number; NULL is refused. */
  public double getDouble(int column) {
    return (Double) required(column, Double.class);
  }

  /** Returns a number; NULL is refused. */
  public double getDouble(String column) {
    return getDouble(index(column));
  }

  /** Returns a truth value; NULL is refused. */
  public boolean getBoolean(int column) {
    return (Boolean) required(column, Boolean.class);
  }

  /** Returns a truth value; NULL is refused. */
  public boolean getBoolean(String column) {
    return getBoolean(index(column));
  }

  /** Returns a number with all its digits, or null. */
  public @Nullable BigDecimal getDecimal(int column) {
    return (BigDecimal)
        ValueConversion.convert(values[column], BigDecimal.class, schema.field(column).name());
  }

  /** Returns a number with all its digits, or null. */
  public @Nullable BigDecimal getDecimal(String column) {
    return getDecimal(index(column));
  }

  /** Returns the value of any type as text, or null. */
  public @Nullable String getString(int column) {
    Object value = values[column];
    return value == null ? null : ValueText.of(value);
  }

  /** Returns the value of any type as text, or null. */
  public @Nullable String getString(String column) {
    return getString(index(column));
  }

  @Nullable Object[] values() {
    return values;
  }

  private Object required(int column, Class<?> type) {
    String name = schema.field(column).name();
    Object value = ValueConversion.convert(values[column], type, name);
    if (value == null) {
      throw new QueryException(
          ErrorCode.TYPE_MISMATCH,
          "NULL where a value is required: column=" + name + "; ask isNull or get first");
    }
    return value;
  }

  private int index(String column) {
    int index = schema.indexOf(column);
    if (index < 0) {
      throw new QueryException(
          ErrorCode.UNKNOWN_COLUMN,
          "Column not found: name="
              + column
              + ", columns="
              + schema.fields().stream().map(Field::name).toList());
    }
    return index;
  }

  /** Returns names and values, for people. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "{", "}");
    for (int i = 0; i < values.length; i++) {
      text.add(schema.field(i).name() + ": " + (values[i] == null ? "NULL" : getString(i)));
    }
    return text.toString();
  }
}
