package dev.quern.engine.values;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of rows: components are matched with columns by name, without regard to case and
 * underscores. Thread-safe.
 */
public final class RecordReader<T extends Record> {
  private final Constructor<T> constructor;
  private final RecordComponent[] components;
  private final int[] columns;

  private RecordReader(Constructor<T> constructor, RecordComponent[] components, int[] columns) {
    this.constructor = constructor;
    this.components = components;
    this.columns = columns;
  }

  /** Returns what makes records of rows of those columns. */
  public static <T extends Record> RecordReader<T> of(Class<T> type, Schema schema) {
    return of(type, schema.fields().stream().map(Field::name).toList(), "");
  }

  /**
   * @param names the names of the values to come, in order
   * @param place where the record belongs, for messages; may be empty
   */
  public static <T extends Record> RecordReader<T> of(
      Class<T> type, Collection<?> names, String place) {
    List<String> plainNames = new ArrayList<>();
    names.forEach(name -> plainNames.add(plain(String.valueOf(name))));
    RecordComponent[] components = type.getRecordComponents();
    int[] columns = new int[components.length];
    Class<?>[] classes = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      classes[i] = components[i].getType();
      columns[i] = plainNames.indexOf(plain(components[i].getName()));
      if (columns[i] < 0) {
        throw new QueryException(
            ErrorCode.UNKNOWN_COLUMN,
            "No column for the component of a record: component="
                + type.getSimpleName()
                + "."
                + components[i].getName()
                + (place.isEmpty() ? "" : ", struct=" + place)
                + ", columns="
                + names);
      }
    }
    try {
      Constructor<T> constructor = type.getDeclaredConstructor(classes);
      constructor.setAccessible(true);
      return new RecordReader<>(constructor, components, columns);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("record without its constructor: " + type, e);
    }
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the record of a row.
   *
   * @throws QueryException TYPE_MISMATCH if a value does not fit its component
   */
  public T read(@Nullable Object[] values) {
    @Nullable Object[] arguments = new Object[components.length];
    for (int i = 0; i < arguments.length; i++) {
      RecordComponent component = components[i];
      Type type = component.getGenericType();
      Object value = ValueConversion.convert(values[columns[i]], type, component.getName());
      if (value == null && component.getType().isPrimitive()) {
        throw new QueryException(
            ErrorCode.TYPE_MISMATCH,
            "NULL does not fit the component of a record: component="
                + component.getName()
                + ", class="
                + component.getType()
                + "; use "
                + ValueConversion.boxed(component.getType()).getSimpleName());
      }
      arguments[i] = value;
    }
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "The constructor of a record refused a row: record="
              + constructor.getDeclaringClass().getSimpleName()
              + ", cause="
              + e.getCause(),
          e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a record: " + constructor, e);
    }
  }
}
