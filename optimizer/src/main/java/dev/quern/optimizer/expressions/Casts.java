package dev.quern.optimizer.expressions;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/** Inserts the casts that give operands equal types; the executor never coerces. */
public final class Casts {
  private static final int[] DIGITS_OF_BITS = {3, 5, 10, 19};

  private Casts() {}

  /**
   * Returns {@code expression} as a value of {@code type}; a constant is converted at once.
   *
   * @throws QueryException UNSUPPORTED for a cast between nested types that have other parts, or
   *     between one and a flat type
   */
  public static Expression to(Expression expression, DataType type) {
    return to(expression, type, false);
  }

  static Expression to(Expression expression, DataType type, boolean nullOnFailure) {
    if (expression.type().equals(type)) {
      return expression;
    }
    Expression cast = new Cast(expression, type, nullOnFailure);
    Expression folded = nullOnFailure ? cast : ConstantFolding.fold(cast);
    boolean isNull = expression instanceof Literal literal && literal.isNull();
    if (folded instanceof Cast && !isNull && !isPossible(expression.type(), type)) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Not supported: a cast from "
              + expression.type().sqlName()
              + " to "
              + type.sqlName()
              + "; lists can be cast to lists, maps to maps, structs to structs of the same members");
    }
    return folded;
  }

  private static boolean isPossible(DataType from, DataType to) {
    if (from instanceof DataType.ListType list && to instanceof DataType.ListType target) {
      return isPossible(list.element(), target.element());
    }
    if (from instanceof DataType.MapType map && to instanceof DataType.MapType target) {
      return isPossible(map.key(), target.key()) && isPossible(map.value(), target.value());
    }
    if (from instanceof DataType.StructType struct && to instanceof DataType.StructType target) {
      return isPossible(struct, target);
    }
    return !from.isNested() && !to.isNested();
  }

  private static boolean isPossible(DataType.StructType from, DataType.StructType to) {
    List<Integer> places = from.placesOf(to).orElse(List.of());
    for (int i = 0; i < places.size(); i++) {
      if (!isPossible(from.members().get(places.get(i)).type(), to.members().get(i).type())) {
        return false;
      }
    }
    return places.size() == to.members().size();
  }

  /** Returns whether a comparison can take both types as they are. */
  public static boolean comparable(DataType left, DataType right) {
    return left.equals(right)
        || (left instanceof DataType.DecimalType && right instanceof DataType.DecimalType);
  }

  /** Casts both operands of a comparison to a type that holds the values of both. */
  public static List<Expression> unify(Expression left, Expression right) {
    if (left.type().equals(right.type())) {
      return List.of(left, right);
    }
    if (left instanceof Literal literal && fits(literal, right.type())) {
      return List.of(to(literal, right.type()), right);
    }
    if (right instanceof Literal literal && fits(literal, left.type())) {
      return List.of(left, to(literal, left.type()));
    }
    if (comparable(left.type(), right.type())) {
      return List.of(left, right);
    }
    DataType common = common(left.type(), right.type());
    return List.of(to(left, common), to(right, common));
  }

  /** Returns a type that holds the values of both types, or {@code left} if there is none. */
  public static DataType common(DataType left, DataType right) {
    if (left.equals(right) || right instanceof DataType.NullType) {
      return left;
    }
    if (left instanceof DataType.NullType) {
      return right;
    }
    if (left.isNumeric() && right.isNumeric()) {
      return commonNumber(left, right);
    }
    if (left instanceof DataType.DateType || right instanceof DataType.DateType) {
      DataType other = left instanceof DataType.DateType ? right : left;
      boolean isPoint =
          other instanceof DataType.TimestampType
              || other instanceof DataType.TimestampWithTimeZoneType;
      return isPoint ? other : DataTypes.DATE;
    }
    if (left instanceof DataType.TimestampWithTimeZoneType
        || right instanceof DataType.TimestampWithTimeZoneType) {
      return DataTypes.TIMESTAMP_WITH_TIME_ZONE;
    }
    return left instanceof DataType.VarcharType ? right : left;
  }

  /** Returns the decimal type that holds every value of an integer or decimal type. */
  public static DataType.DecimalType asDecimal(DataType type) {
    if (type instanceof DataType.DecimalType decimal) {
      return decimal;
    }
    int bits = ((DataType.IntegerType) type).bits();
    return DataType.decimal(DIGITS_OF_BITS[Integer.numberOfTrailingZeros(bits) - 3], 0);
  }

  private static DataType commonNumber(DataType left, DataType right) {
    if (left instanceof DataType.IntegerType first
        && right instanceof DataType.IntegerType second) {
      return first.bits() >= second.bits() ? first : second;
    }
    if (isFloating(left) || isFloating(right)) {
      return DataTypes.DOUBLE;
    }
    DataType.DecimalType first = asDecimal(left);
    DataType.DecimalType second = asDecimal(right);
    int scale = Math.max(first.scale(), second.scale());
    int whole = Math.max(first.precision() - first.scale(), second.precision() - second.scale());
    int precision = Math.min(whole + scale, DataType.DecimalType.MAX_PRECISION);
    return DataType.decimal(precision, Math.min(scale, precision));
  }

  public static boolean isFloating(DataType type) {
    return type instanceof DataType.FloatType || type instanceof DataType.DoubleType;
  }

  /** Returns whether an exact constant can take a type without loss. */
  private static boolean fits(Literal literal, DataType type) {
    if (!(literal.type() instanceof DataType.IntegerType)
        && !(literal.type() instanceof DataType.DecimalType)) {
      return false;
    }
    if (!(type instanceof DataType.IntegerType) && !(type instanceof DataType.DecimalType)) {
      return false;
    }
    return !literal.isNull()
        && ConstantFolding.fold(new Cast(literal, type, false)) instanceof Literal cast
        && exact(cast).compareTo(exact(literal)) == 0;
  }

  private static BigDecimal exact(Literal literal) {
    return literal.value() instanceof BigDecimal decimal
        ? decimal
        : BigDecimal.valueOf(((Number) Objects.requireNonNull(literal.value())).longValue());
  }
}
