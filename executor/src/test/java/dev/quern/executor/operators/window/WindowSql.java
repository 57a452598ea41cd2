package dev.quern.executor.operators.window;

import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.WindowCall;
import dev.quern.plan.nodes.WindowCall.Bound;
import dev.quern.plan.nodes.WindowCall.Exclusion;
import dev.quern.plan.nodes.WindowCall.Frame;
import dev.quern.plan.nodes.WindowNode;
import dev.quern.plan.types.DataType.IntervalType;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a window node as DuckDB's SQL, so that plan and query cannot differ. */
final class WindowSql {
  private static final Set<String> WITHOUT_FRAME =
      Set.of(
          "row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead");

  private final WindowNode node;

  WindowSql(WindowNode node) {
    this.node = node;
  }

  /** Returns the query over a table {@code t}; input columns come first. */
  String query() {
    StringBuilder sql = new StringBuilder("SELECT *");
    node.calls().forEach(call -> sql.append(", ").append(call(call)));
    return sql.append(" FROM t").toString();
  }

  private String call(WindowCall call) {
    String arguments =
        call.arguments().stream().map(this::column).collect(Collectors.joining(", "));
    String star = call.function().equals("count") && call.arguments().isEmpty() ? "*" : "";
    return call.function()
        + "("
        + arguments
        + star
        + (call.ignoreNulls() ? " IGNORE NULLS" : "")
        + ") OVER ("
        + partition()
        + order()
        + (WITHOUT_FRAME.contains(call.function()) ? "" : frame(call.frame()))
        + ")";
  }

  private String column(int index) {
    return node.input().schema().field(index).name();
  }

  private String partition() {
    return node.partitionKeys().isEmpty()
        ? ""
        : "PARTITION BY "
            + node.partitionKeys().stream().map(this::column).collect(Collectors.joining(", "));
  }

  private String order() {
    return node.orderKeys().isEmpty()
        ? ""
        : " ORDER BY " + node.orderKeys().stream().map(this::key).collect(Collectors.joining(", "));
  }

  private String key(SortKey key) {
    return column(key.column())
        + (key.ascending() ? " ASC" : " DESC")
        + (key.nullsFirst() ? " NULLS FIRST" : " NULLS LAST");
  }

  private static String frame(Frame frame) {
    String exclusion =
        frame.exclusion() == Exclusion.NONE
            ? ""
            : " EXCLUDE " + frame.exclusion().name().replace('_', ' ');
    return " "
        + frame.unit()
        + " BETWEEN "
        + bound(frame.start())
        + " AND "
        + bound(frame.end())
        + exclusion;
  }

  private static String bound(Bound bound) {
    String kind = bound.kind().name().replace('_', ' ');
    return bound.offset() == null ? kind : offset(bound.offset()) + " " + kind;
  }

  private static String offset(Literal offset) {
    if (offset.type() instanceof IntervalType interval) {
      String unit = interval.kind() == IntervalType.Kind.YEAR_MONTH ? " MONTH" : " MICROSECOND";
      return "INTERVAL " + offset.value() + unit;
    }
    return String.valueOf(offset.value());
  }
}
