package dev.quern.jdbc;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The engine's values as the objects that JDBC has for their types. */
final class NestedValues {
  private NestedValues() {}

  /**
   * Returns a list as a {@link java.sql.Array}, a struct as a {@link java.sql.Struct}, a map as a
   * {@link Map}, each with such values inside; others as {@code getObject} gives them.
   */
  static Object toJdbc(DataType type, Object value) {
    if (type instanceof DataType.ListType list) {
      List<?> values = (List<?>) value;
      return new QuernArray(list.element(), elements(list.element(), values), values);
    }
    if (type instanceof DataType.StructType struct) {
      return new QuernStruct(struct, attributes(struct, (Map<?, ?>) value), value);
    }
    if (type instanceof DataType.MapType map) {
      Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
        entries.put(orNull(map.key(), entry.getKey()), orNull(map.value(), entry.getValue()));
      }
      return entries;
    }
    return Conversions.toDefault(value);
  }

  private static @Nullable Object orNull(DataType type, @Nullable Object value) {
    return value == null ? null : toJdbc(type, value);
  }

  private static @Nullable Object[] elements(DataType type, List<?> values) {
    @Nullable Object[] elements = new @Nullable Object[values.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = orNull(type, values.get(i));
    }
    return elements;
  }

  private static @Nullable Object[] attributes(DataType.StructType type, Map<?, ?> members) {
    List<@Nullable Object> attributes = new ArrayList<>();
    for (Field member : type.members()) {
      attributes.add(orNull(member.type(), members.get(member.name())));
    }
    return attributes.toArray();
  }
}
