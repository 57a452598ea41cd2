package dev.quern.optimizer.expressions;

import com.google.common.collect.BoundType;
import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import dev.quern.plan.expressions.And;
import dev.quern.plan.expressions.Call;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.expressions.Not;
import dev.quern.plan.expressions.Or;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.util.Sarg;

/** Spells out a {@code SEARCH} in a set of ranges as comparisons and {@code in}. */
final class SearchTranslator {
  private final Expression value;
  private final DataType literalType;

  /**
   * @param literalType type of the bounds of the ranges
   */
  SearchTranslator(Expression value, DataType literalType) {
    this.value = value;
    this.literalType = literalType;
  }

  Expression translate(Sarg<?> sarg) {
    Expression inRanges = ranges(sarg);
    if (!value.nullable() || sarg.nullAs == RexUnknownAs.UNKNOWN) {
      return inRanges;
    }
    if (sarg.nullAs == RexUnknownAs.TRUE) {
      return new Or(List.of(isNull("is_null"), inRanges));
    }
    return new And(List.of(isNull("is_not_null"), inRanges));
  }

  private Expression ranges(Sarg<?> sarg) {
    if (sarg.isAll() || sarg.isNone()) {
      return constant(sarg.isAll());
    }
    if (sarg.isComplementedPoints()) {
      return new Not(points(pointsOf(sarg.rangeSet.complement())));
    }
    List<Literal> points = new ArrayList<>();
    List<Expression> alternatives = new ArrayList<>();
    for (Range<?> range : sarg.rangeSet.asRanges()) {
      if (isPoint(range)) {
        points.add(literal(range.lowerEndpoint()));
      } else {
        alternatives.add(range(range));
      }
    }
    if (!points.isEmpty()) {
      alternatives.add(points(points));
    }
    return alternatives.size() == 1 ? alternatives.get(0) : new Or(alternatives);
  }

  /** Every value that is not null is (not) in the set; null stays unknown. */
  private Expression constant(boolean isAll) {
    if (!value.nullable()) {
      return Literal.of(isAll);
    }
    Expression known =
        new Call("equal", List.of(value, value), DataTypes.BOOLEAN, value.nullable());
    return isAll ? known : new Not(known);
  }

  private List<Literal> pointsOf(RangeSet<?> ranges) {
    List<Literal> points = new ArrayList<>();
    for (Range<?> range : ranges.asRanges()) {
      points.add(literal(range.lowerEndpoint()));
    }
    return points;
  }

  private Expression points(List<Literal> points) {
    if (points.size() == 1) {
      return compare("equal", points.get(0));
    }
    List<Expression> operands = new ArrayList<>();
    operands.add(value);
    for (Literal point : points) {
      Expression operand = Casts.unify(value, point).get(1);
      if (!operand.type().equals(value.type())) {
        return disjunction(points);
      }
      operands.add(operand);
    }
    return new Call("in", operands, DataTypes.BOOLEAN, value.nullable());
  }

  /** The bounds have a wider type than the value: each comparison casts for itself. */
  private Expression disjunction(List<Literal> points) {
    List<Expression> alternatives = new ArrayList<>();
    for (Literal point : points) {
      alternatives.add(compare("equal", point));
    }
    return new Or(alternatives);
  }

  private Expression range(Range<?> range) {
    List<Expression> bounds = new ArrayList<>();
    if (range.hasLowerBound()) {
      boolean closed = range.lowerBoundType() == BoundType.CLOSED;
      bounds.add(
          compare(
              closed ? "greater_than_or_equal" : "greater_than", literal(range.lowerEndpoint())));
    }
    if (range.hasUpperBound()) {
      boolean closed = range.upperBoundType() == BoundType.CLOSED;
      bounds.add(
          compare(closed ? "less_than_or_equal" : "less_than", literal(range.upperEndpoint())));
    }
    return bounds.isEmpty() ? constant(true) : Expressions.and(bounds);
  }

  private Expression compare(String function, Literal bound) {
    List<Expression> operands = Casts.unify(value, bound);
    return new Call(function, operands, DataTypes.BOOLEAN, value.nullable());
  }

  private Expression isNull(String function) {
    return new Call(function, List.of(value), DataTypes.BOOLEAN, false);
  }

  private Literal literal(Object bound) {
    return LiteralTranslator.translate((Comparable<?>) bound, literalType);
  }

  private static boolean isPoint(Range<?> range) {
    return range.hasLowerBound()
        && range.hasUpperBound()
        && range.lowerEndpoint().equals(range.upperEndpoint());
  }
}
