package dev.quern.plan.types;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a batch, in order. Names need not be unique. Equality is written out as in {@link
 * DataType}.
 */
public record Schema(@JsonValue List<Field> fields) {
  @JsonCreator
  public Schema {
    fields = List.copyOf(fields);
  }

  public static Schema of(Field... fields) {
    return new Schema(List.of(fields));
  }

  /** Returns the number of columns. */
  public int size() {
    return fields.size();
  }

  public Field field(int columnIndex) {
    return fields.get(columnIndex);
  }

  public DataType type(int columnIndex) {
    return fields.get(columnIndex).type();
  }

  /** Returns the index of the first column of that name without regard to case, or -1. */
  public int indexOf(String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the given columns in the given order; an index may appear twice. */
  public Schema select(List<Integer> columnIndexes) {
    List<Field> selected = new ArrayList<>(columnIndexes.size());
    for (int columnIndex : columnIndexes) {
      selected.add(fields.get(columnIndex));
    }
    return new Schema(selected);
  }

  /** Returns this schema's columns followed by those of {@code other}. */
  public Schema concat(Schema other) {
    List<Field> all = new ArrayList<>(fields);
    all.addAll(other.fields);
    return new Schema(all);
  }

  /**
   * Returns the same columns, all of them nullable: the side of an outer join that may be missing.
   */
  public Schema asNullable() {
    List<Field> all = new ArrayList<>(fields.size());
    for (Field field : fields) {
      all.add(new Field(field.name(), field.type(), true));
    }
    return new Schema(all);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Schema schema && schema.fields.equals(fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }
}
