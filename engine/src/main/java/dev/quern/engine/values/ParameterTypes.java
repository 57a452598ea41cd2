package dev.quern.engine.values;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types of a parameter's Java values, and what is inside them. */
public final class ParameterTypes {
  private ParameterTypes() {}

  /** Returns the type; that of null, and of the elements of what is empty, is NULL. */
  static DataType of(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return new DataType.MapType(common(map.keySet()), common(map.values()));
    }
    if (value instanceof Record) {
      List<Field> members = new ArrayList<>();
      members(value).forEach((name, member) -> members.add(Field.of(name, of(member))));
      return new DataType.StructType(members);
    }
    return isList(value)
        ? new DataType.ListType(common(elements(value)))
        : Literals.of(value).type();
  }

  private static boolean isList(@Nullable Object value) {
    return value instanceof Collection
        || (value != null && value.getClass().isArray() && !(value instanceof byte[]));
  }

  /** Returns the elements of a collection or an array. */
  public static List<@Nullable Object> elements(@Nullable Object value) {
    if (value instanceof Collection<?> collection) {
      return new ArrayList<>(collection);
    }
    if (value == null || !isList(value)) {
      throw new QueryException(
          ErrorCode.TYPE_MISMATCH,
          "Not a list: class=" + (value == null ? null : value.getClass()));
    }
    List<@Nullable Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(value); i++) {
      elements.add(Array.get(value, i));
    }
    return elements;
  }

  /**
   * Returns the members of a struct by name: the components of a record, a map as it is, or the
   * values of a list in order.
   */
  public static Map<?, ?> members(Object value, DataType.StructType type) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    if (value instanceof Record) {
      return members(value);
    }
    List<?> inOrder = elements(value);
    if (inOrder.size() != type.members().size()) {
      throw new QueryException(
          ErrorCode.TYPE_MISMATCH,
          "Struct has another number of members: type="
              + type.sqlName()
              + ", members="
              + inOrder.size());
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (int i = 0; i < inOrder.size(); i++) {
      members.put(type.members().get(i).name(), inOrder.get(i));
    }
    return members;
  }

  private static Map<String, @Nullable Object> members(Object row) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (RecordComponent component : row.getClass().getRecordComponents()) {
      members.put(component.getName(), read(component.getAccessor(), row));
    }
    return members;
  }

  private static @Nullable Object read(Method accessor, Object row) {
    try {
      accessor.setAccessible(true);
      return accessor.invoke(row);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("accessor failed: " + accessor, e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("accessor cannot be called: " + accessor, e);
    }
  }

  /** Returns a map as it is; refuses other values. */
  public static Map<?, ?> entries(Object value, DataType type) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new QueryException(
        ErrorCode.TYPE_MISMATCH,
        "Not a map: type=" + type.sqlName() + ", class=" + value.getClass().getName());
  }

  private static DataType common(Collection<?> values) {
    DataType common = DataTypes.NULL;
    for (Object value : values) {
      common = common(common, of(value));
    }
    return common;
  }

  private static DataType common(DataType a, DataType b) {
    if (a.equals(b) || b instanceof DataType.NullType) {
      return a;
    }
    if (a instanceof DataType.NullType) {
      return b;
    }
    if (a.isNumeric() && b.isNumeric()) {
      return commonNumber(a, b);
    }
    if (a instanceof DataType.ListType left && b instanceof DataType.ListType right) {
      return new DataType.ListType(common(left.element(), right.element()));
    }
    if (a instanceof DataType.MapType left && b instanceof DataType.MapType right) {
      return new DataType.MapType(
          common(left.key(), right.key()), common(left.value(), right.value()));
    }
    if (a instanceof DataType.StructType left
        && b instanceof DataType.StructType right
        && names(left).equals(names(right))) {
      List<Field> members = new ArrayList<>();
      for (int i = 0; i < left.members().size(); i++) {
        Field member = left.members().get(i);
        members.add(Field.of(member.name(), common(member.type(), right.members().get(i).type())));
      }
      return new DataType.StructType(members);
    }
    throw new QueryException(
        ErrorCode.TYPE_MISMATCH,
        "Elements of a parameter have no common type: " + a.sqlName() + ", " + b.sqlName());
  }

  private static List<String> names(DataType.StructType type) {
    return type.members().stream().map(Field::name).toList();
  }

  private static DataType commonNumber(DataType a, DataType b) {
    if (a instanceof DataType.DoubleType || b instanceof DataType.DoubleType) {
      return DataTypes.DOUBLE;
    }
    if (a instanceof DataType.IntegerType && b instanceof DataType.IntegerType) {
      return DataTypes.BIGINT;
    }
    int scale = Math.max(scale(a), scale(b));
    int digits = Math.max(digitsBeforePoint(a), digitsBeforePoint(b));
    return DataType.decimal(
        Math.min(DataType.DecimalType.MAX_PRECISION, Math.max(1, digits + scale)), scale);
  }

  private static int scale(DataType type) {
    return type instanceof DataType.DecimalType decimal ? decimal.scale() : 0;
  }

  private static int digitsBeforePoint(DataType type) {
    if (type instanceof DataType.DecimalType decimal) {
      return decimal.precision() - decimal.scale();
    }
    return type.equals(DataTypes.BIGINT) ? 19 : 10;
  }
}
