package dev.quern.optimizer.rules;

import com.google.common.collect.ImmutableList;
import dev.quern.optimizer.expressions.Casts;
import dev.quern.optimizer.expressions.ExpressionTranslator;
import dev.quern.parser.analysis.RelTypes;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowBounds;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Computes quantiles and modes from rows that a window has put in order, so that the values of one
 * group may be more than memory holds.
 *
 * <pre>
 * Aggregate(k, median(x))
 *   -&gt; Project(k, low + (high - low) * share)
 *        Aggregate(k, any_value(x) where place = floor((n - 1) / 2) as low, ..., max(n))
 *          Window(row_number() - 1 as place, count(x) as n, both by k in the order of x)
 * </pre>
 *
 * <p>Nulls come last in the order and are not counted. Of DISTINCT calls another window below finds
 * the first row of each value; grouping sets become an aggregation each. Left as they are:
 * fractions that are no constants from 0 to 1, keys and values without an order.
 */
final class OrderedAggregates {
  private static final Set<String> NAMES =
      Set.of("median", "quantile_cont", "quantile_disc", "mode");

  private static final ExpressionTranslator CONSTANTS =
      new ExpressionTranslator(
          column -> {
            throw new IllegalStateException("a constant has the column " + column);
          });

  private static final Frame ALL =
      new Frame(RexWindowBounds.UNBOUNDED_PRECEDING, RexWindowBounds.UNBOUNDED_FOLLOWING, true);
  private static final Frame UP_TO_HERE =
      new Frame(RexWindowBounds.UNBOUNDED_PRECEDING, RexWindowBounds.CURRENT_ROW, true);
  private static final Frame PEERS =
      new Frame(RexWindowBounds.CURRENT_ROW, RexWindowBounds.CURRENT_ROW, false);

  private final RexBuilder rexBuilder;
  private final RelDataType bigint;
  private final RelDataType doubleType;

  OrderedAggregates(RexBuilder rexBuilder) {
    this.rexBuilder = rexBuilder;
    this.bigint = rexBuilder.getTypeFactory().createSqlType(SqlTypeName.BIGINT);
    this.doubleType = rexBuilder.getTypeFactory().createSqlType(SqlTypeName.DOUBLE);
  }

  private record Frame(RexWindowBound start, RexWindowBound end, boolean isRows) {}

  RelNode apply(RelNode node) {
    List<RelNode> inputs = new ArrayList<>();
    for (RelNode input : node.getInputs()) {
      inputs.add(apply(input));
    }
    RelNode rebuilt =
        inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
    return rebuilt instanceof Aggregate aggregate ? rewritten(aggregate) : rebuilt;
  }

  private RelNode rewritten(Aggregate aggregate) {
    boolean hasOrder =
        aggregate.getGroupSet().asList().stream()
            .noneMatch(key -> isNested(aggregate.getInput(), key));
    if (!hasOrder
        || aggregate.getAggCallList().stream().noneMatch(call -> canRewrite(call, aggregate))) {
      return aggregate;
    }
    if (aggregate.getGroupType() == Aggregate.Group.SIMPLE) {
      return new Rewrite(aggregate).run();
    }
    return SeparateGroupingSets.canSeparate(aggregate)
        ? new SeparateGroupingSets(rexBuilder)
            .apply(aggregate, grouped -> rewritten((Aggregate) grouped))
        : aggregate;
  }

  private static boolean isNested(RelNode input, int column) {
    DataType type = RelTypes.dataType(input.getRowType().getFieldList().get(column).getType());
    return type.isNested();
  }

  private static String name(AggregateCall call) {
    return call.getAggregation().getName().toLowerCase(Locale.ROOT);
  }

  private static boolean canRewrite(AggregateCall call, Aggregate aggregate) {
    return NAMES.contains(name(call))
        && call.getCollation().getFieldCollations().isEmpty()
        && !isNested(aggregate.getInput(), call.getArgList().get(0))
        && (name(call).equals("mode") || fraction(call, aggregate.getInput()) != null);
  }

  /** Returns the fraction of a quantile, null if it is not a constant from 0 to 1. */
  private static @Nullable Double fraction(AggregateCall call, RelNode input) {
    if (name(call).equals("median")) {
      return 0.5;
    }
    if (!(input instanceof Project project)) {
      return null;
    }
    RexNode node = project.getProjects().get(call.getArgList().get(1));
    if (!RexUtil.isConstant(node)) {
      return null;
    }
    Expression constant = Casts.to(CONSTANTS.translate(node), DataTypes.DOUBLE);
    return constant instanceof Literal literal
            && literal.value() instanceof Double fraction
            && fraction >= 0
            && fraction <= 1
        ? fraction
        : null;
  }

  /**
   * A call as calls over the windows' columns.
   *
   * @param fraction of a quantile between two values; its calls are the value below, the one above
   *     and their number; null = the only call has the result
   */
  private record Parts(List<Part> calls, @Nullable Double fraction) {}

  private record Part(SqlAggFunction function, List<Integer> arguments) {}

  /** What becomes of one aggregation. */
  private final class Rewrite {
    private final Aggregate aggregate;
    private final RelNode input;

    /** For each DISTINCT call the column of the input that numbers the rows of a value. */
    private final Map<AggregateCall, Integer> numbers = new HashMap<>();

    private final List<RexNode> columns;
    private final List<String> names;

    Rewrite(Aggregate aggregate) {
      this.aggregate = aggregate;
      this.input = numbered();
      this.columns = new ArrayList<>(Uncorrelated.columns(input));
      this.names = new ArrayList<>(input.getRowType().getFieldNames());
    }

    RelNode run() {
      List<@Nullable Parts> parts = new ArrayList<>();
      for (AggregateCall call : aggregate.getAggCallList()) {
        parts.add(canRewrite(call, aggregate) ? parts(call) : null);
      }
      RelNode windows = LogicalProject.create(input, List.of(), columns, names, Set.of());
      List<AggregateCall> calls = new ArrayList<>();
      List<Integer> firsts = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        firsts.add(aggregate.getGroupCount() + calls.size());
        Parts rewritten = parts.get(i);
        if (rewritten == null) {
          calls.add(aggregate.getAggCallList().get(i));
        } else {
          rewritten.calls().forEach(part -> calls.add(call(part, windows)));
        }
      }
      RelNode grouped =
          LogicalAggregate.create(windows, List.of(), aggregate.getGroupSet(), null, calls);
      return results(grouped, parts, firsts);
    }

    /**
     * Returns the input, and for each DISTINCT call a column that numbers the rows of a group with
     * the same value.
     */
    private RelNode numbered() {
      RelNode given = aggregate.getInput();
      List<RexNode> nodes = new ArrayList<>(Uncorrelated.columns(given));
      List<String> nodeNames = new ArrayList<>(given.getRowType().getFieldNames());
      for (AggregateCall call : aggregate.getAggCallList()) {
        if (canRewrite(call, aggregate) && call.isDistinct()) {
          RexNode value = filtered(call, given);
          List<RexNode> keys = keys(given);
          keys.add(value);
          numbers.put(call, nodes.size());
          nodes.add(over(SqlStdOperatorTable.ROW_NUMBER, List.of(), keys, value, UP_TO_HERE));
          nodeNames.add("numbered" + nodes.size());
        }
      }
      return numbers.isEmpty()
          ? given
          : LogicalProject.create(given, List.of(), nodes, nodeNames, Set.of());
    }

    private AggregateCall call(Part part, RelNode windows) {
      return PlainCall.of(
          part.function(), part.arguments(), -1, windows, aggregate.getGroupCount() == 0);
    }

    private RelNode results(RelNode grouped, List<@Nullable Parts> parts, List<Integer> firsts) {
      List<RelDataTypeField> fields = aggregate.getRowType().getFieldList();
      int keys = aggregate.getGroupCount();
      List<RexNode> results = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        Parts rewritten = i < keys ? null : parts.get(i - keys);
        int column = i < keys ? i : firsts.get(i - keys);
        RexNode result =
            rewritten == null || rewritten.fraction() == null
                ? rexBuilder.makeInputRef(grouped, column)
                : between(grouped, column, rewritten.fraction());
        results.add(Columns.typed(rexBuilder, fields.get(i).getType(), result));
      }
      return LogicalProject.create(
          grouped, List.of(), results, aggregate.getRowType().getFieldNames(), Set.of());
    }

    /** Returns the quantile between the values in two columns, whose number is in the third. */
    private RexNode between(RelNode grouped, int column, double fraction) {
      RexNode low = rexBuilder.makeInputRef(grouped, column);
      RexNode high = rexBuilder.makeInputRef(grouped, column + 1);
      RexNode place = place(rexBuilder.makeInputRef(grouped, column + 2), fraction);
      RexNode share = minus(place, floor(place));
      return rexBuilder.makeCall(
          SqlStdOperatorTable.CASE,
          rexBuilder.makeCall(SqlStdOperatorTable.GREATER_THAN, share, number(0)),
          plus(low, times(minus(high, low), share)),
          low);
    }

    private Parts parts(AggregateCall call) {
      RexNode value = value(call);
      if (name(call).equals("mode")) {
        RexNode copies = over(SqlStdOperatorTable.COUNT, List.of(value), value, PEERS);
        List<Integer> arguments = List.of(add(value), add(copies));
        return new Parts(List.of(new Part(SqlStdOperatorTable.ARG_MAX, arguments)), null);
      }
      double fraction = Objects.requireNonNull(fraction(call, aggregate.getInput()));
      RexNode count = over(SqlStdOperatorTable.COUNT, List.of(value), value, ALL);
      RexNode number = over(SqlStdOperatorTable.ROW_NUMBER, List.of(), value, UP_TO_HERE);
      RexNode place = minus(asDouble(number), number(1));
      if (name(call).equals("quantile_disc")) {
        RexNode behind = times(number(fraction), asDouble(count));
        RexNode wanted =
            fraction == 0
                ? number(0)
                : minus(rexBuilder.makeCall(SqlStdOperatorTable.CEIL, behind), number(1));
        return new Parts(List.of(valueAt(wanted, place, value)), null);
      }
      RexNode below = floor(place(count, fraction));
      return new Parts(
          List.of(
              valueAt(below, place, value),
              valueAt(plus(below, number(1)), place, value),
              new Part(SqlStdOperatorTable.MAX, List.of(add(count)))),
          fraction);
    }

    /** Returns the argument of a call, NULL where the row does not count. */
    private RexNode value(AggregateCall call) {
      RexNode value = filtered(call, input);
      Integer number = numbers.get(call);
      return number == null
          ? value
          : valueIf(
              rexBuilder.makeCall(
                  SqlStdOperatorTable.EQUALS,
                  rexBuilder.makeInputRef(input, number),
                  rexBuilder.makeExactLiteral(BigDecimal.ONE, bigint)),
              value);
    }

    /** Returns the argument of a call, NULL where its filter leaves out the row. */
    private RexNode filtered(AggregateCall call, RelNode rows) {
      RexNode value = rexBuilder.makeInputRef(rows, call.getArgList().get(0));
      return call.hasFilter()
          ? valueIf(rexBuilder.makeInputRef(rows, call.filterArg), value)
          : value;
    }

    private List<RexNode> keys(RelNode rows) {
      List<RexNode> keys = new ArrayList<>();
      for (int key : aggregate.getGroupSet()) {
        keys.add(rexBuilder.makeInputRef(rows, key));
      }
      return keys;
    }

    private Part valueAt(RexNode wanted, RexNode place, RexNode value) {
      RexNode isThere = rexBuilder.makeCall(SqlStdOperatorTable.EQUALS, place, wanted);
      return new Part(SqlStdOperatorTable.ANY_VALUE, List.of(add(valueIf(isThere, value))));
    }

    private int add(RexNode column) {
      columns.add(column);
      names.add("ordered" + columns.size());
      return columns.size() - 1;
    }

    /** Returns a function of the group's rows in the order of the values. */
    private RexNode over(
        SqlAggFunction function, List<RexNode> arguments, RexNode value, Frame frame) {
      return over(function, arguments, keys(input), value, frame);
    }

    private RexNode over(
        SqlAggFunction function,
        List<RexNode> arguments,
        List<RexNode> keys,
        RexNode value,
        Frame frame) {
      return rexBuilder.makeOver(
          bigint,
          function,
          arguments,
          keys,
          ImmutableList.of(new RexFieldCollation(value, Set.of(SqlKind.NULLS_LAST))),
          frame.start(),
          frame.end(),
          frame.isRows(),
          true,
          false,
          false,
          false);
    }

    private RexNode valueIf(RexNode condition, RexNode value) {
      RelDataType nullable =
          rexBuilder.getTypeFactory().createTypeWithNullability(value.getType(), true);
      return rexBuilder.makeCall(
          SqlStdOperatorTable.CASE,
          condition,
          Columns.typed(rexBuilder, nullable, value),
          rexBuilder.makeNullLiteral(nullable));
    }

    /** Returns the place of a fraction among values, counted from zero. */
    private RexNode place(RexNode count, double fraction) {
      return times(number(fraction), minus(asDouble(count), number(1)));
    }

    private RexNode floor(RexNode value) {
      return rexBuilder.makeCall(SqlStdOperatorTable.FLOOR, value);
    }

    private RexNode plus(RexNode left, RexNode right) {
      return rexBuilder.makeCall(SqlStdOperatorTable.PLUS, left, right);
    }

    private RexNode minus(RexNode left, RexNode right) {
      return rexBuilder.makeCall(SqlStdOperatorTable.MINUS, left, right);
    }

    private RexNode times(RexNode left, RexNode right) {
      return rexBuilder.makeCall(SqlStdOperatorTable.MULTIPLY, left, right);
    }

    private RexNode asDouble(RexNode value) {
      boolean isNullable = value.getType().isNullable();
      return rexBuilder.makeCast(
          rexBuilder.getTypeFactory().createTypeWithNullability(doubleType, isNullable), value);
    }

    private RexNode number(double value) {
      return rexBuilder.makeApproxLiteral(BigDecimal.valueOf(value), doubleType);
    }
  }
}
