package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Joins rows with the sub-queries of an expression over them. The columns of the rows stay where
 * they are; what a join adds comes after them.
 */
final class SubQueryJoins {
  private final RexBuilder rexBuilder;
  private final Correlation correlation;
  private RelNode rows;

  /** Which sub-query rows the join condition of a test accepts. */
  private enum Accepted {
    /** All that belong to the row around. */
    ALL,
    /** Those that compare as true. */
    TRUE,
    /** Those that compare as true or unknown. */
    TRUE_OR_UNKNOWN
  }

  /**
   * @param rows the rows around the sub-queries
   * @param correlation the sub-queries' references to those rows
   */
  SubQueryJoins(RelNode rows, Correlation correlation) {
    this.rows = rows;
    this.correlation = correlation;
    this.rexBuilder = rows.getCluster().getRexBuilder();
  }

  RelNode rows() {
    return rows;
  }

  /**
   * Keeps the rows for which a sub-query's test is true; {@code negated}: for which it is false.
   */
  void keepIf(RexSubQuery test, boolean negated) {
    Uncorrelated sub = forTest(test);
    Accepted accepted =
        test.getKind() == SqlKind.EXISTS
            ? Accepted.ALL
            : negated ? Accepted.TRUE_OR_UNKNOWN : Accepted.TRUE;
    join(sub, on(test, sub, accepted), negated ? JoinRelType.ANTI : JoinRelType.SEMI);
  }

  /** Adds what is needed to compute a sub-query and returns the expression that has its value. */
  RexNode add(RexSubQuery subQuery) {
    RexNode value;
    switch (subQuery.getKind()) {
      case SCALAR_QUERY:
        value = scalar(subQuery);
        break;
      case EXISTS:
        value = mark(subQuery, forTest(subQuery), Accepted.ALL);
        break;
      case IN:
      case SOME:
        value = comparison(subQuery);
        break;
      default:
        throw new Decorrelator.CannotDecorrelate(subQuery.rel);
    }
    return rexBuilder.ensureType(subQuery.getType(), value, true);
  }

  /**
   * Joins every row with the rows of a query and returns the expressions that have their columns.
   *
   * @param type INNER, or LEFT to keep rows for which the query has none
   */
  List<RexNode> addRows(RelNode query, JoinRelType type) {
    Uncorrelated sub = forRows(query, type);
    boolean keepsRows = sub.isTotal() || type == JoinRelType.LEFT;
    int before = rows.getRowType().getFieldCount();
    List<RexNode> on = resolved(sub.conditions(), sub, before);
    join(sub, on, keepsRows ? JoinRelType.LEFT : JoinRelType.INNER);
    return sub.outputs().stream()
        .map(
            output ->
                correlation.resolve(
                    output,
                    column -> rexBuilder.makeInputRef(rows, column),
                    column -> rexBuilder.makeInputRef(rows, before + column)))
        .toList();
  }

  private Uncorrelated forRows(RelNode query, JoinRelType type) {
    try {
      Uncorrelated sub = new Decorrelator(correlation, rexBuilder, false).decorrelate(query);
      // A computed column would have a value where the query has no row.
      return type == JoinRelType.INNER || sub.isTotal() || isColumns(sub.outputs())
          ? sub
          : byDomain(query, false);
    } catch (Decorrelator.CannotDecorrelate e) {
      return byDomain(query, false);
    }
  }

  private Uncorrelated byDomain(RelNode query, boolean isTotal) {
    return new DomainDecorrelator(correlation, rows, query).decorrelate(query, isTotal);
  }

  private static boolean isColumns(List<RexNode> outputs) {
    return outputs.stream().allMatch(RexInputRef.class::isInstance);
  }

  private RexNode scalar(RexSubQuery subQuery) {
    Uncorrelated sub = singleRow(subQuery.rel);
    boolean isPlain = sub.conditions().isEmpty();
    int before = rows.getRowType().getFieldCount();
    List<RexNode> on = resolved(sub.conditions(), sub, before);
    join(sub, on, isPlain ? JoinRelType.INNER : JoinRelType.LEFT);
    return correlation.resolve(
        sub.outputs().get(0),
        column -> rexBuilder.makeInputRef(rows, column),
        column -> rexBuilder.makeInputRef(rows, before + column));
  }

  /**
   * The value is unknown if nothing matches but a null was compared. A join by one equality and
   * nothing else tells that by itself; else a second one looks for such rows.
   */
  private RexNode comparison(RexSubQuery test) {
    Uncorrelated sub = forTest(test);
    List<RexNode> on = on(test, sub, Accepted.TRUE);
    if (test.getType().isNullable() && isEqualityOfSides(on)) {
      return mark(sub, on);
    }
    RexNode isMatch = mark(test, sub, Accepted.TRUE);
    if (!test.getType().isNullable()) {
      return isMatch;
    }
    RexNode mayMatch = mark(test, sub, Accepted.TRUE_OR_UNKNOWN);
    RexNode unknown =
        rexBuilder.makeNullLiteral(rexBuilder.getTypeFactory().createSqlType(SqlTypeName.BOOLEAN));
    return rexBuilder.makeCall(
        SqlStdOperatorTable.CASE,
        isMatch,
        rexBuilder.makeLiteral(true),
        mayMatch,
        unknown,
        rexBuilder.makeLiteral(false));
  }

  /**
   * Returns whether a condition is one equality that reads columns of the rows and of the
   * sub-query: one that reads a side alone would be moved there, and take the nulls with it.
   */
  private boolean isEqualityOfSides(List<RexNode> on) {
    if (on.size() != 1 || on.get(0).getKind() != SqlKind.EQUALS) {
      return false;
    }
    ImmutableBitSet read = RelOptUtil.InputFinder.bits(on.get(0));
    int before = rows.getRowType().getFieldCount();
    return !read.isEmpty() && read.nth(0) < before && read.length() > before;
  }

  private RexNode mark(RexSubQuery test, Uncorrelated sub, Accepted accepted) {
    RexNode mark = mark(sub, on(test, sub, accepted));
    return rexBuilder.makeCall(SqlStdOperatorTable.IS_TRUE, mark);
  }

  /** Adds a column that tells whether a row has a partner, and returns it. */
  private RexNode mark(Uncorrelated sub, List<RexNode> on) {
    int place = rows.getRowType().getFieldCount();
    join(sub, on, JoinRelType.LEFT_MARK);
    return rexBuilder.makeInputRef(rows, place);
  }

  /** Returns the sub-query for a test that only asks whether there are rows. */
  private Uncorrelated forTest(RexSubQuery test) {
    try {
      Uncorrelated sub = new Decorrelator(correlation, rexBuilder, true).decorrelate(test.rel);
      return sub.isTotal() ? byDomain(test.rel, false) : sub;
    } catch (Decorrelator.CannotDecorrelate e) {
      return byDomain(test.rel, false);
    }
  }

  /**
   * Returns the sub-query for a value. If it could have several rows, only those for rows that are
   * there may be looked at: others must not fail the query.
   */
  private Uncorrelated singleRow(RelNode query) {
    RelNode single = atMostOneRow(query);
    boolean isSafe = isSingleRow(query) || !correlation.isUsedIn(query);
    try {
      Uncorrelated sub = new Decorrelator(correlation, rexBuilder, false).decorrelate(single);
      return isSafe && (sub.isTotal() || sub.conditions().isEmpty()) ? sub : byDomain(single, true);
    } catch (Decorrelator.CannotDecorrelate e) {
      return byDomain(single, true);
    }
  }

  /** Returns the condition of joining the rows with a test's sub-query. */
  private List<RexNode> on(RexSubQuery test, Uncorrelated sub, Accepted accepted) {
    int before = rows.getRowType().getFieldCount();
    List<RexNode> on = new ArrayList<>(resolved(sub.conditions(), sub, before));
    if (accepted == Accepted.ALL) {
      return on;
    }
    RexNode match = match(test, resolved(sub.outputs(), sub, before));
    boolean canBeUnknown = accepted == Accepted.TRUE_OR_UNKNOWN && match.getType().isNullable();
    on.add(canBeUnknown ? rexBuilder.makeCall(SqlStdOperatorTable.IS_NOT_FALSE, match) : match);
    return on;
  }

  private RexNode match(RexSubQuery test, List<RexNode> outputs) {
    SqlOperator operator =
        test.getOperator() instanceof SqlQuantifyOperator quantifier
            ? comparison(quantifier.comparisonKind)
            : SqlStdOperatorTable.EQUALS;
    List<RexNode> comparisons = new ArrayList<>();
    for (int i = 0; i < test.getOperands().size(); i++) {
      comparisons.add(rexBuilder.makeCall(operator, test.getOperands().get(i), outputs.get(i)));
    }
    return RexUtil.composeConjunction(rexBuilder, comparisons);
  }

  private static SqlOperator comparison(SqlKind kind) {
    switch (kind) {
      case EQUALS:
        return SqlStdOperatorTable.EQUALS;
      case NOT_EQUALS:
        return SqlStdOperatorTable.NOT_EQUALS;
      case LESS_THAN:
        return SqlStdOperatorTable.LESS_THAN;
      case LESS_THAN_OR_EQUAL:
        return SqlStdOperatorTable.LESS_THAN_OR_EQUAL;
      case GREATER_THAN:
        return SqlStdOperatorTable.GREATER_THAN;
      case GREATER_THAN_OR_EQUAL:
        return SqlStdOperatorTable.GREATER_THAN_OR_EQUAL;
      default:
        throw new IllegalStateException("no comparison: " + kind);
    }
  }

  /** Returns expressions of a sub-query as ones over the rows followed by the sub-query. */
  private List<RexNode> resolved(List<RexNode> expressions, Uncorrelated sub, int before) {
    List<RexNode> columns = Uncorrelated.columns(sub.node());
    return expressions.stream()
        .map(
            expression ->
                correlation.resolve(
                    expression,
                    column -> rexBuilder.makeInputRef(rows, column),
                    column ->
                        rexBuilder.makeInputRef(columns.get(column).getType(), before + column)))
        .toList();
  }

  private void join(Uncorrelated sub, List<RexNode> on, JoinRelType type) {
    rows =
        LogicalJoin.create(rows, sub.node(), List.of(), Conditions.and(rows, on), Set.of(), type);
  }

  /** Returns the query; if it may have several rows, with the check that it has not. */
  private static RelNode atMostOneRow(RelNode query) {
    if (isSingleRow(query)) {
      return query;
    }
    AggregateCall single =
        AggregateCall.create(
            SqlStdOperatorTable.SINGLE_VALUE,
            false,
            false,
            false,
            List.of(),
            List.of(0),
            -1,
            null,
            org.apache.calcite.rel.RelCollations.EMPTY,
            true,
            query,
            null,
            query.getRowType().getFieldNames().get(0));
    return LogicalAggregate.create(query, List.of(), ImmutableBitSet.of(), null, List.of(single));
  }

  private static boolean isSingleRow(RelNode node) {
    if (node instanceof Project project) {
      return !project.containsOver() && isSingleRow(project.getInput());
    }
    return (node instanceof Aggregate aggregate
            && aggregate.getGroupType() == Aggregate.Group.SIMPLE
            && aggregate.getGroupCount() == 0)
        || (node instanceof Values values && values.tuples.size() == 1);
  }
}
