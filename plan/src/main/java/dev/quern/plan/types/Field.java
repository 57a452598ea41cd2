package dev.quern.plan.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A named column. {@code nullable} is false only if no row can be null. Equality is written out as
 * in {@link DataType}.
 */
public record Field(String name, DataType type, boolean nullable) {
  public Field {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }

  /** Returns a nullable column. */
  public static Field of(String name, DataType type) {
    return new Field(name, type, true);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Field field
        && field.nullable == nullable
        && field.name.equals(name)
        && field.type.equals(type);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + type.hashCode()) + Boolean.hashCode(nullable);
  }
}
