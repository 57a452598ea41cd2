package dev.quern.executor.operators.aggregate;

import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Aggregates rows of plain values, one after the other and without any cleverness. */
final class AggregateOracle {
  private AggregateOracle() {}

  static List<List<@Nullable Object>> aggregate(
      List<List<@Nullable Object>> rows, List<Integer> keys, List<AggregateCall> calls) {
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> groups = new LinkedHashMap<>();
    if (keys.isEmpty()) {
      groups.put(List.of(), new ArrayList<>());
    }
    for (List<@Nullable Object> row : rows) {
      groups.computeIfAbsent(pick(row, keys), key -> new ArrayList<>()).add(row);
    }
    List<List<@Nullable Object>> result = new ArrayList<>();
    groups.forEach(
        (key, members) -> {
          List<@Nullable Object> row = new ArrayList<>(key);
          calls.forEach(call -> row.add(value(call, members)));
          result.add(row);
        });
    return result;
  }

  private static List<@Nullable Object> pick(List<@Nullable Object> row, List<Integer> columns) {
    List<@Nullable Object> picked = new ArrayList<>();
    for (int column : columns) {
      picked.add(row.get(column));
    }
    return picked;
  }

  private static @Nullable Object value(AggregateCall call, List<List<@Nullable Object>> members) {
    List<List<@Nullable Object>> counted = new ArrayList<>();
    for (List<@Nullable Object> row : members) {
      if (call.filterColumn() < 0 || Boolean.TRUE.equals(row.get(call.filterColumn()))) {
        counted.add(pick(row, call.arguments()));
      }
    }
    if (!call.function().equals("single_value")) {
      counted.removeIf(arguments -> arguments.stream().anyMatch(Objects::isNull));
    }
    if (call.distinct()) {
      counted = new ArrayList<>(new LinkedHashSet<>(counted));
    }
    if (call.function().equals("count")) {
      return (long) counted.size();
    }
    if (counted.isEmpty()) {
      return null;
    }
    List<Object> values = new ArrayList<>();
    counted.forEach(arguments -> values.add(arguments.get(0)));
    return combine(call, values);
  }

  @SuppressWarnings("unchecked") // values of one column are comparable with each other
  private static @Nullable Object combine(AggregateCall call, List<Object> values) {
    Comparator<Object> order = (a, b) -> ((Comparable<Object>) a).compareTo(b);
    switch (call.function()) {
      case "min":
      case "bool_and":
        return values.stream().min(order).orElseThrow();
      case "max":
      case "bool_or":
        return values.stream().max(order).orElseThrow();
      case "any_value":
      case "single_value":
        return values.get(0);
      case "sum":
        return sum(call, values);
      case "avg":
        return decimalSum(values).doubleValue() / values.size();
      case "var_pop":
        return variance(values, 0);
      case "stddev":
        return values.size() < 2 ? null : Math.sqrt(variance(values, 1));
      default:
        throw new IllegalArgumentException(call.function());
    }
  }

  private static Object sum(AggregateCall call, List<Object> values) {
    BigDecimal sum = decimalSum(values);
    DataType type = call.result().type();
    if (type.equals(DataTypes.BIGINT)) {
      return sum.longValueExact();
    }
    if (type instanceof DataType.DecimalType decimal) {
      return sum.setScale(decimal.scale());
    }
    return sum.doubleValue();
  }

  private static BigDecimal decimalSum(List<Object> values) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Object value : values) {
      sum = sum.add(new BigDecimal(value.toString()));
    }
    return sum;
  }

  private static double variance(List<Object> values, int less) {
    double mean = decimalSum(values).doubleValue() / values.size();
    double squares = 0;
    for (Object value : values) {
      double difference = ((Number) value).doubleValue() - mean;
      squares += difference * difference;
    }
    return squares / (values.size() - less);
  }
}
