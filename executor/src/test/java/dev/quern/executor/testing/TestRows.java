package dev.quern.executor.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Rows as lists of plain values ({@link TestValues}), and the assertions over operators. */
public final class TestRows {
  private TestRows() {}

  /** Returns one row; whole numbers become Long, floats become Double, decimals a BigDecimal. */
  public static List<@Nullable Object> row(@Nullable Object... values) {
    List<@Nullable Object> row = new ArrayList<>();
    for (Object value : values) {
      row.add(normalize(value));
    }
    return row;
  }

  /** Returns the rows of a batch, which stays open. */
  public static List<List<@Nullable Object>> rowsOf(Batch batch) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int rowIndex = 0; rowIndex < batch.rowCount(); rowIndex++) {
      List<@Nullable Object> row = new ArrayList<>();
      for (int column = 0; column < batch.columnCount(); column++) {
        row.add(TestValues.get(batch.vector(column), rowIndex, batch.schema().type(column)));
      }
      rows.add(row);
    }
    return rows;
  }

  /** Reads {@code source} to its end, checks its contract on the way and closes it. */
  public static List<List<@Nullable Object>> drain(BatchSource source) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (source) {
      for (Batch batch = source.next(); batch != null; batch = source.next()) {
        rows.addAll(check(batch, source.schema()));
      }
      assertNull(source.next(), "null again after the end");
    }
    return rows;
  }

  /** Reads the next batch, which it closes; returns no rows at the end. */
  public static List<List<@Nullable Object>> next(BatchSource source) {
    Batch batch = source.next();
    return batch == null ? List.of() : check(batch, source.schema());
  }

  private static List<List<@Nullable Object>> check(Batch owned, Schema schema) {
    try (owned) {
      assertTrue(owned.rowCount() > 0, "a batch has at least one row");
      assertEquals(schema, owned.schema(), "schema of a batch");
      for (FieldVector vector : owned.vectors()) {
        assertEquals(owned.rowCount(), vector.getValueCount(), "values of a vector");
      }
      return rowsOf(owned);
    }
  }

  /** Asserts that the operator emits exactly these rows in this order; closes it. */
  public static void assertEmits(BatchSource source, List<?>... expected) {
    assertEquals(lines(List.of(expected)), lines(drain(source)));
  }

  /** Asserts that the operator emits these rows in any order; closes it. */
  public static void assertEmitsInAnyOrder(BatchSource source, List<?>... expected) {
    assertSameRows(List.of(expected), drain(source));
  }

  /** Asserts that both are the same multiset of rows. */
  public static void assertSameRows(
      List<? extends List<?>> expected, List<? extends List<?>> actual) {
    assertEquals(lines(sorted(expected)), lines(sorted(actual)));
  }

  private static List<? extends List<?>> sorted(List<? extends List<?>> rows) {
    List<List<?>> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparing(Object::toString));
    return sorted;
  }

  /** One line a row, so that a failed assertion shows a readable difference. */
  private static String lines(List<? extends List<?>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<?> row : rows) {
      text.append(row).append('\n');
    }
    return text.toString();
  }

  private static @Nullable Object normalize(@Nullable Object value) {
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value instanceof BigDecimal || value instanceof Double || !(value instanceof Number)) {
      return value;
    }
    return ((Number) value).longValue();
  }
}
