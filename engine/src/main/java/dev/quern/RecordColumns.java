package dev.quern;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The components of a record class as Arrow columns. Immutable. */
final class RecordColumns {
  private static final int MAX_DIGITS = 38;

  /** One component: how its value is read, and the column that takes it. */
  record Column(Method accessor, Field field, ColumnFill fill) {
    @Nullable Object value(Object row) {
      try {
        return accessor.invoke(row);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException("accessor failed: " + accessor, e.getCause());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("accessor cannot be called: " + accessor, e);
      }
    }
  }

  private final List<Column> columns;

  private RecordColumns(List<Column> columns) {
    this.columns = columns;
  }

  List<Column> columns() {
    return columns;
  }

  Schema schema() {
    return new Schema(columns.stream().map(Column::field).toList());
  }

  /**
   * Returns the columns of {@code type}; decimals get as many digits as the rows need.
   *
   * @throws QueryException UNSUPPORTED for components of classes that no column takes
   */
  static RecordColumns of(Class<? extends Record> type, Collection<?> rows) {
    List<Column> columns = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      ColumnFill fill = ColumnFill.of(component.getType());
      if (fill == null) {
        throw new QueryException(
            ErrorCode.UNSUPPORTED,
            "Cannot make a column of this class: component="
                + type.getSimpleName()
                + "."
                + component.getName()
                + ", class="
                + component.getType().getName());
      }
      Column column = new Column(accessor, field(component.getName(), fill.type()), fill);
      columns.add(
          component.getType() == BigDecimal.class || component.getType() == BigInteger.class
              ? new Column(accessor, decimal(column, rows), fill)
              : column);
    }
    return new RecordColumns(List.copyOf(columns));
  }

  private static Field field(String name, ArrowType type) {
    return new Field(name, FieldType.nullable(type), null);
  }

  private static Field decimal(Column column, Collection<?> rows) {
    int scale = 0;
    int digitsBefore = 1;
    for (Object row : rows) {
      Object value = column.value(row);
      if (value != null) {
        BigDecimal decimal =
            value instanceof BigInteger whole ? new BigDecimal(whole) : (BigDecimal) value;
        scale = Math.max(scale, decimal.scale());
        digitsBefore = Math.max(digitsBefore, decimal.precision() - decimal.scale());
      }
    }
    if (digitsBefore + scale > MAX_DIGITS) {
      throw new QueryException(
          ErrorCode.NUMERIC_OVERFLOW,
          "Decimals need too many digits: component="
              + column.field().getName()
              + ", before the point="
              + digitsBefore
              + ", after it="
              + scale
              + ", most together="
              + MAX_DIGITS);
    }
    return field(column.field().getName(), new ArrowType.Decimal(digitsBefore + scale, scale, 128));
  }
}
