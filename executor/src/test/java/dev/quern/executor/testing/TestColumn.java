package dev.quern.executor.testing;

import dev.quern.plan.types.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column of test data: plain values as {@link TestValues} takes them. */
public record TestColumn(String name, DataType type, List<@Nullable Object> values) {
  public TestColumn {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  public TestColumn named(String newName) {
    return new TestColumn(newName, type, values);
  }
}
