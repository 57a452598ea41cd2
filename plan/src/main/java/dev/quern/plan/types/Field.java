package dev.quern.plan.types;

import java.util.Objects;

/** A named column. {@code nullable} is false only if no row can be null. */
public record Field(String name, DataType type, boolean nullable) {
  public Field {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }

  /** Returns a nullable column. */
  public static Field of(String name, DataType type) {
    return new Field(name, type, true);
  }
}
