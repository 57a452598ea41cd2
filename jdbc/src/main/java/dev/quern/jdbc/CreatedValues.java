package dev.quern.jdbc;

import dev.quern.engine.values.ParameterExpressions;
import dev.quern.engine.values.ParameterTypes;
import dev.quern.parser.syntax.TypeNames;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Arrays and structs that a program makes in order to bind them to parameters. */
final class CreatedValues {
  private CreatedValues() {}

  /** Returns an array; a bare DECIMAL has the digits that its elements need. */
  static QuernArray array(@Nullable String typeName, @Nullable Object @Nullable [] elements)
      throws SQLException {
    if (typeName == null || elements == null) {
      throw SqlErrors.invalid("The type or the elements of an array are null");
    }
    DataType declared = type(typeName);
    List<@Nullable Object> values = new ArrayList<>();
    for (Object element : elements) {
      values.add(value(declared, element));
    }
    DataType type =
        declared instanceof DataType.DecimalType ? decimal(typeName, declared, values) : declared;
    @Nullable Object[] asJdbc = new @Nullable Object[elements.length];
    for (int i = 0; i < asJdbc.length; i++) {
      Object value = values.get(i);
      asJdbc[i] = value == null ? null : NestedValues.toJdbc(type, value);
    }
    return new QuernArray(type, asJdbc, values);
  }

  /**
   * Returns a struct.
   *
   * @param typeName such as {@code STRUCT(id INTEGER, name VARCHAR)}
   * @param attributes one for each member, in order
   */
  static QuernStruct struct(@Nullable String typeName, @Nullable Object @Nullable [] attributes)
      throws SQLException {
    if (typeName == null || attributes == null) {
      throw SqlErrors.invalid("The type or the members of a struct are null");
    }
    if (!(type(typeName) instanceof DataType.StructType type)) {
      throw new SQLException(
          "Not a struct type: " + typeName + "; write STRUCT(name type, ...)",
          ErrorCode.TYPE_MISMATCH.sqlState());
    }
    return (QuernStruct) NestedValues.toJdbc(type, Objects.requireNonNull(value(type, attributes)));
  }

  private static DataType type(String name) throws SQLException {
    DataType named = TypeNames.named(name);
    try {
      return named == null ? DataType.parse(name) : named;
    } catch (IllegalArgumentException e) {
      throw new SQLException(
          "Unknown type: "
              + name
              + "; known are those of getTypeInfo, X[], MAP(K, V), STRUCT(name X, ...)",
          ErrorCode.TYPE_MISMATCH.sqlState(),
          e);
    }
  }

  /** Returns an element as the engine has values of its type. */
  private static @Nullable Object value(DataType type, @Nullable Object element)
      throws SQLException {
    Object plain = BoundParameters.plain(element);
    if (plain == null || !type.isNested()) {
      return ParameterValues.as(JdbcTypes.code(type), -1, plain);
    }
    try {
      return nested(type, plain);
    } catch (QueryException e) {
      throw SqlErrors.of(e);
    }
  }

  private static Object nested(DataType type, Object plain) throws SQLException {
    if (type instanceof DataType.ListType list) {
      List<@Nullable Object> elements = new ArrayList<>();
      for (Object element : ParameterTypes.elements(plain)) {
        elements.add(value(list.element(), element));
      }
      return elements;
    }
    Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
    if (type instanceof DataType.MapType map) {
      for (Map.Entry<?, ?> entry : ParameterTypes.entries(plain, type).entrySet()) {
        entries.put(value(map.key(), entry.getKey()), value(map.value(), entry.getValue()));
      }
      return entries;
    }
    DataType.StructType struct = (DataType.StructType) type;
    Map<?, ?> byName = ParameterTypes.members(plain, struct);
    for (Field member : struct.members()) {
      entries.put(member.name(), value(member.type(), byName.get(member.name())));
    }
    return entries;
  }

  private static DataType decimal(String name, DataType declared, List<?> values)
      throws SQLException {
    String plain = name.strip().toUpperCase(Locale.ROOT);
    if (!plain.equals("DECIMAL") && !plain.equals("NUMERIC")) {
      return declared;
    }
    try {
      return ParameterExpressions.of(values).type() instanceof DataType.ListType list
              && list.element() instanceof DataType.DecimalType decimal
          ? decimal
          : declared;
    } catch (QueryException e) {
      throw SqlErrors.of(e);
    }
  }
}
