package dev.quern.executor.operators.sort;

import dev.quern.plan.nodes.SortKey;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The oracle of sort orders, over plain values. */
final class RowComparators {
  private RowComparators() {}

  static Comparator<List<@Nullable Object>> of(List<SortKey> keys) {
    return (left, right) -> {
      for (SortKey key : keys) {
        int order = compare(key, left.get(key.column()), right.get(key.column()));
        if (order != 0) {
          return order;
        }
      }
      return 0;
    };
  }

  private static int compare(SortKey key, @Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      int order = Boolean.compare(left == null, right == null);
      return key.nullsFirst() ? -order : order;
    }
    int order = compareValues(left, right);
    return key.ascending() ? order : -order;
  }

  private static int compareValues(Object left, Object right) {
    if (left instanceof Long number) {
      return number.compareTo((Long) right);
    }
    if (left instanceof Double number) {
      return Double.compare(number + 0.0, (Double) right + 0.0);
    }
    if (left instanceof BigDecimal number) {
      return number.compareTo((BigDecimal) right);
    }
    if (left instanceof Boolean bool) {
      return bool.compareTo((Boolean) right);
    }
    return Arrays.compareUnsigned(bytes(left), bytes(right));
  }

  private static byte[] bytes(Object value) {
    return value instanceof String text
        ? text.getBytes(StandardCharsets.UTF_8)
        : ((ByteBuffer) value).array();
  }
}
