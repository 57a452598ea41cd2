package dev.quern.optimizer.physical;

import dev.quern.plan.nodes.SortKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelFieldCollation;

/** Translates orders. Nulls stand last ascending and first descending unless the query says. */
final class SortKeys {
  private SortKeys() {}

  static List<SortKey> of(RelCollation collation, Planned input) {
    List<SortKey> keys = new ArrayList<>();
    for (RelFieldCollation field : collation.getFieldCollations()) {
      keys.add(of(field, input.index(field.getFieldIndex())));
    }
    return keys;
  }

  static SortKey of(RelFieldCollation field, int column) {
    return key(column, field.direction.isDescending(), field.nullDirection);
  }

  static SortKey key(
      int column, boolean descending, RelFieldCollation.NullDirection nullDirection) {
    boolean nullsFirst =
        nullDirection == RelFieldCollation.NullDirection.UNSPECIFIED
            ? descending
            : nullDirection == RelFieldCollation.NullDirection.FIRST;
    return new SortKey(column, !descending, nullsFirst);
  }
}
