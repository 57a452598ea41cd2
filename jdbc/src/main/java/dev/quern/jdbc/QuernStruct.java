package dev.quern.jdbc;

import dev.quern.engine.results.ValueText;
import dev.quern.plan.types.DataType;
import java.sql.SQLException;
import java.sql.Struct;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a struct type: its members in order. */
final class QuernStruct implements Struct {
  private final DataType.StructType type;
  private final @Nullable Object[] attributes;
  private final Object value;

  /**
   * @param attributes the members as JDBC has them
   * @param value the whole as the engine has it, for its text
   */
  QuernStruct(DataType.StructType type, @Nullable Object[] attributes, Object value) {
    this.type = type;
    this.attributes = attributes;
    this.value = value;
  }

  DataType.StructType type() {
    return type;
  }

  /** Returns the members by name, or in order. */
  Object value() {
    return value;
  }

  @Override
  public String getSQLTypeName() {
    return type.sqlName();
  }

  @Override
  public @Nullable Object[] getAttributes() {
    return attributes.clone();
  }

  @Override
  public @Nullable Object[] getAttributes(@Nullable Map<String, Class<?>> map) throws SQLException {
    if (map != null && !map.isEmpty()) {
      throw SqlErrors.unsupported("type maps");
    }
    return getAttributes();
  }

  @Override
  public String toString() {
    return ValueText.of(value);
  }
}
