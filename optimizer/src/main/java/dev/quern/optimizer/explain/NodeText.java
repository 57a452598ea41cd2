package dev.quern.optimizer.explain;

import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.ExchangeNode;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.ExpandNode;
import dev.quern.plan.nodes.FilterNode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.LimitNode;
import dev.quern.plan.nodes.NestedLoopJoinNode;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.PhysicalNodeVisitor;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.nodes.TopNNode;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.nodes.UnnestNode;
import dev.quern.plan.nodes.ValuesNode;
import dev.quern.plan.nodes.WindowCall;
import dev.quern.plan.nodes.WindowNode;
import dev.quern.plan.nodes.WriteNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Describes an operator in a line: its name first, then what it works with. */
final class NodeText implements PhysicalNodeVisitor<String> {
  private static final NodeText INSTANCE = new NodeText();

  private NodeText() {}

  static String of(PhysicalNode node) {
    return node.accept(INSTANCE);
  }

  @Override
  public String visitScan(ScanNode node) {
    Schema table = node.source().tableSchema();
    StringBuilder text = new StringBuilder("Scan " + node.source().name());
    text.append(" [").append(names(table, node.columns())).append(']');
    if (node.filter() != null) {
      text.append(" where ").append(ExpressionText.of(node.filter(), table));
    }
    if (!node.runtimeFilters().isEmpty()) {
      text.append(" runtime filters: ")
          .append(
              node.runtimeFilters().stream()
                  .map(target -> table.field(target.column()).name() + " in #" + target.filterId())
                  .collect(Collectors.joining(", ")));
    }
    text.append(node.limit() < 0 ? "" : " limit " + node.limit());
    return text.append(files(node.source())).toString();
  }

  /** Says how many files are left, of a table whose files can be told apart by their folders. */
  private static String files(ScanSource source) {
    if (source.partitionSchema().size() == 0) {
      return "";
    }
    int files = source.files().size();
    return " files: " + files + " of " + (files + source.prunedFiles());
  }

  @Override
  public String visitExchangeSource(ExchangeSourceNode node) {
    return "Read stage "
        + node.stageId()
        + " ("
        + node.mode().name().toLowerCase(Locale.ROOT)
        + ")"
        + (node.mergeKeys().isEmpty() ? "" : " merge by " + keys(node.schema(), node.mergeKeys()));
  }

  @Override
  public String visitFilter(FilterNode node) {
    return "Filter " + ExpressionText.of(node.condition(), node.input().schema());
  }

  @Override
  public String visitProject(ProjectNode node) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < node.expressions().size(); i++) {
      columns.add(named(node.expressions().get(i), node.input().schema(), node.schema(), i));
    }
    return "Project " + String.join(", ", columns);
  }

  @Override
  public String visitExpand(ExpandNode node) {
    return "Expand to " + node.projections().size() + " grouping sets";
  }

  @Override
  public String visitAggregate(AggregateNode node) {
    Schema input = node.input().schema();
    String phase =
        node.phase() == AggregateNode.Phase.SINGLE
            ? ""
            : " " + node.phase().name().toLowerCase(Locale.ROOT);
    String keys = node.groupKeys().isEmpty() ? "" : " group by " + names(input, node.groupKeys());
    String calls =
        node.aggregates().stream()
            .map(call -> call(call, input, node.phase()))
            .collect(Collectors.joining(", "));
    return "Aggregate" + phase + keys + (calls.isEmpty() ? "" : ": " + calls);
  }

  @Override
  public String visitHashJoin(HashJoinNode node) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < node.leftKeys().size(); i++) {
      String operator = node.nullSafeKeys().get(i) ? " IS NOT DISTINCT FROM " : " = ";
      String filter =
          node.runtimeFilterIds().get(i) < 0
              ? ""
              : " (filter #" + node.runtimeFilterIds().get(i) + ")";
      keys.add(
          node.left().schema().field(node.leftKeys().get(i)).name()
              + operator
              + node.right().schema().field(node.rightKeys().get(i)).name()
              + filter);
    }
    return "Hash join "
        + node.kind().name().toLowerCase(Locale.ROOT)
        + (node.nullAware() ? " (null-aware)" : "")
        + ", build "
        + (node.buildLeft() ? "left" : "right")
        + ", on "
        + String.join(" AND ", keys)
        + condition(" and ", node.residual(), node.left(), node.right());
  }

  @Override
  public String visitNestedLoopJoin(NestedLoopJoinNode node) {
    return "Nested loop join "
        + node.kind().name().toLowerCase(Locale.ROOT)
        + condition(", on ", node.condition(), node.left(), node.right());
  }

  @Override
  public String visitSort(SortNode node) {
    return "Sort by " + keys(node.schema(), node.keys());
  }

  @Override
  public String visitTopN(TopNNode node) {
    return "Top "
        + node.limit()
        + (node.offset() == 0 ? "" : " after " + node.offset())
        + " by "
        + keys(node.schema(), node.keys());
  }

  @Override
  public String visitLimit(LimitNode node) {
    return "Limit"
        + (node.limit() < 0 ? "" : " " + node.limit())
        + (node.offset() == 0 ? "" : " after " + node.offset());
  }

  @Override
  public String visitWindow(WindowNode node) {
    Schema input = node.input().schema();
    String partition =
        node.partitionKeys().isEmpty() ? "" : " partition by " + names(input, node.partitionKeys());
    String order = node.orderKeys().isEmpty() ? "" : " order by " + keys(input, node.orderKeys());
    String calls =
        node.calls().stream()
            .map(call -> call.function() + "(" + names(input, call.arguments()) + ")" + frame(call))
            .collect(Collectors.joining(", "));
    String sorted = node.isInputSorted() ? " (sorted already)" : "";
    return "Window " + calls + partition + order + sorted;
  }

  @Override
  public String visitUnion(UnionNode node) {
    return "Union of " + node.inputs().size();
  }

  @Override
  public String visitValues(ValuesNode node) {
    return "Values: " + node.rows().size() + (node.rows().size() == 1 ? " row" : " rows");
  }

  @Override
  public String visitUnnest(UnnestNode node) {
    return "Unnest "
        + node.input().schema().field(node.column()).name()
        + (node.withPosition() ? " with position" : "")
        + (node.keepEmpty() ? ", keep empty" : "");
  }

  @Override
  public String visitWrite(WriteNode node) {
    return "Write "
        + node.format()
        + " to "
        + (node.singleFile() ? "file " : "folder ")
        + node.path();
  }

  @Override
  public String visitExchange(ExchangeNode node) {
    return "Exchange "
        + partitioning(node.partitioning(), node.schema())
        + (node.mergeKeys().isEmpty() ? "" : ", merge by " + keys(node.schema(), node.mergeKeys()));
  }

  static String partitioning(Partitioning partitioning, Schema schema) {
    String kind = partitioning.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    if (partitioning.kind() == Partitioning.Kind.HASH) {
      return kind
          + " by "
          + names(schema, partitioning.columns())
          + " into "
          + partitioning.partitionCount();
    }
    return kind;
  }

  private static String condition(
      String before,
      @org.jspecify.annotations.Nullable Expression condition,
      PhysicalNode left,
      PhysicalNode right) {
    return condition == null
        ? ""
        : before + ExpressionText.of(condition, left.schema().concat(right.schema()));
  }

  private static String call(AggregateCall call, Schema input, AggregateNode.Phase phase) {
    String arguments =
        phase == AggregateNode.Phase.FINAL
            ? call.argumentFields().stream()
                .map(field -> field.name())
                .collect(Collectors.joining(", "))
            : names(input, call.arguments());
    boolean countsRows = call.function().equals("count") && arguments.isEmpty();
    String filter =
        call.filterColumn() < 0
            ? ""
            : " filter (where " + input.field(call.filterColumn()).name() + ")";
    return call.function()
        + "("
        + (call.distinct() ? "distinct " : "")
        + (countsRows ? "*" : arguments)
        + ")"
        + filter;
  }

  private static String frame(WindowCall call) {
    boolean isWhole =
        call.frame().start().kind() == WindowCall.BoundKind.UNBOUNDED_PRECEDING
            && call.frame().end().kind() != WindowCall.BoundKind.PRECEDING
            && call.frame().end().kind() != WindowCall.BoundKind.FOLLOWING;
    if (isWhole) {
      return "";
    }
    return " "
        + call.frame().unit().name().toLowerCase(Locale.ROOT)
        + " "
        + bound(call.frame().start())
        + " to "
        + bound(call.frame().end());
  }

  private static String bound(WindowCall.Bound bound) {
    String kind = bound.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return bound.offset() == null ? kind : ExpressionText.literal(bound.offset()) + " " + kind;
  }

  private static String named(Expression expression, Schema input, Schema output, int column) {
    String text = ExpressionText.of(expression, input);
    String name = output.field(column).name();
    return text.equals(name) ? text : text + " AS " + name;
  }

  private static String names(Schema schema, List<Integer> columns) {
    return columns.stream()
        .map(column -> schema.field(column).name())
        .collect(Collectors.joining(", "));
  }

  private static String keys(Schema schema, List<SortKey> keys) {
    return keys.stream()
        .map(
            key ->
                schema.field(key.column()).name()
                    + (key.ascending() ? "" : " desc")
                    + (key.nullsFirst() == key.ascending()
                        ? key.nullsFirst() ? " nulls first" : " nulls last"
                        : ""))
        .collect(Collectors.joining(", "));
  }
}
