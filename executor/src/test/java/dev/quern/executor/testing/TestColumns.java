package dev.quern.executor.testing;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Builds batches in the style of {@code batch(allocator, ints(1, null, 3), strings("a", "b"))}. */
public final class TestColumns {
  private TestColumns() {}

  public static TestColumn ints(@Nullable Integer... values) {
    return column(DataTypes.INTEGER, (Object[]) values);
  }

  public static TestColumn longs(@Nullable Long... values) {
    return column(DataTypes.BIGINT, (Object[]) values);
  }

  public static TestColumn doubles(@Nullable Double... values) {
    return column(DataTypes.DOUBLE, (Object[]) values);
  }

  public static TestColumn booleans(@Nullable Boolean... values) {
    return column(DataTypes.BOOLEAN, (Object[]) values);
  }

  public static TestColumn strings(@Nullable String... values) {
    return column(DataTypes.VARCHAR, (Object[]) values);
  }

  /** Returns a column of dates such as {@code 2024-02-29}. */
  public static TestColumn dates(@Nullable String... values) {
    List<@Nullable Object> days = new ArrayList<>();
    for (String value : values) {
      days.add(value == null ? null : LocalDate.parse(value).toEpochDay());
    }
    return new TestColumn("c", DataTypes.DATE, days);
  }

  /** Returns a column of decimals; values are rescaled to {@code scale}. */
  public static TestColumn decimals(int precision, int scale, @Nullable String... values) {
    List<@Nullable Object> decimals = new ArrayList<>();
    for (String value : values) {
      decimals.add(value == null ? null : new BigDecimal(value).setScale(scale));
    }
    return new TestColumn("c", DataType.decimal(precision, scale), decimals);
  }

  /** Returns a column of lists; null is a null list. */
  public static TestColumn lists(DataType element, @Nullable List<?>... values) {
    return column(new DataType.ListType(element), (Object[]) values);
  }

  public static TestColumn column(DataType type, @Nullable Object... values) {
    return new TestColumn("c", type, Arrays.asList(values));
  }

  /** Returns the schema of the columns; unnamed ones are called c0, c1, ... */
  public static Schema schema(TestColumn... columns) {
    List<Field> fields = new ArrayList<>();
    for (TestColumn column : columns) {
      String name = column.name().equals("c") ? "c" + fields.size() : column.name();
      fields.add(Field.of(name, column.type()));
    }
    return new Schema(fields);
  }

  /** Returns a batch of the columns, which must be equally long; the caller closes it. */
  public static Batch batch(BufferAllocator allocator, TestColumn... columns) {
    Schema schema = schema(columns);
    int rowCount = columns[0].values().size();
    List<FieldVector> vectors = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      if (columns[i].values().size() != rowCount) {
        throw new IllegalArgumentException("column " + i + " has another number of values");
      }
      FieldVector vector = ArrowTypes.createVector(schema.field(i), allocator);
      for (int row = 0; row < rowCount; row++) {
        TestValues.set(vector, row, schema.type(i), columns[i].values().get(row));
      }
      vector.setValueCount(rowCount);
      vectors.add(vector);
    }
    return new Batch(schema, vectors, rowCount);
  }

  /** Returns the columns cut into batches of at most {@code batchRows} rows. */
  public static List<Batch> batches(
      BufferAllocator allocator, int batchRows, TestColumn... columns) {
    List<Batch> batches = new ArrayList<>();
    int rowCount = columns[0].values().size();
    for (int start = 0; start < rowCount; start += batchRows) {
      batches.add(batch(allocator, rows(start, Math.min(rowCount, start + batchRows), columns)));
    }
    return batches;
  }

  /** Returns rows {@code [from, to)} of the columns. */
  static TestColumn[] rows(int from, int to, TestColumn... columns) {
    TestColumn[] part = new TestColumn[columns.length];
    for (int i = 0; i < columns.length; i++) {
      TestColumn column = columns[i];
      part[i] = new TestColumn(column.name(), column.type(), column.values().subList(from, to));
    }
    return part;
  }
}
