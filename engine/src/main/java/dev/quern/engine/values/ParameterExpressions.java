package dev.quern.engine.values;

import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Java values of any class as constants of a query: what {@link Literals} takes, and lists
 * (collections and arrays), structs (records) and maps of it.
 */
public final class ParameterExpressions {
  private ParameterExpressions() {}

  /**
   * Returns the constant, whose type follows from the classes inside.
   *
   * @throws dev.quern.plan.errors.QueryException UNSUPPORTED for values of other classes,
   *     TYPE_MISMATCH for elements without a common type, NUMERIC_OVERFLOW for decimals of more
   *     than 38 digits
   */
  public static Expression of(@Nullable Object value) {
    return of(value, ParameterTypes.of(value));
  }

  /**
   * Returns the constant as one of {@code type}, which for lists, structs and maps is their type
   * also when they are empty. A struct may be a record, a map by member names, or the members in
   * order.
   */
  public static Expression of(@Nullable Object value, DataType type) {
    if (value == null) {
      return Literals.of(null);
    }
    if (type instanceof DataType.ListType list) {
      List<Expression> elements = new ArrayList<>();
      for (Object element : ParameterTypes.elements(value)) {
        elements.add(of(element, list.element()));
      }
      return new Call("array", elements, type, false);
    }
    if (type instanceof DataType.StructType struct) {
      return new Call("row", members(value, struct), type, false);
    }
    if (type instanceof DataType.MapType map) {
      List<Expression> entries = new ArrayList<>();
      for (Map.Entry<?, ?> entry : ParameterTypes.entries(value, type).entrySet()) {
        entries.add(of(entry.getKey(), map.key()));
        entries.add(of(entry.getValue(), map.value()));
      }
      return new Call("map", entries, type, false);
    }
    return Literals.of(value);
  }

  private static List<Expression> members(Object value, DataType.StructType type) {
    Map<?, ?> byName = ParameterTypes.members(value, type);
    List<Expression> members = new ArrayList<>();
    for (Field member : type.members()) {
      members.add(of(byName.get(member.name()), member.type()));
    }
    return members;
  }
}
