package dev.quern.plan.expressions;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.quern.plan.types.DataType;
import java.util.List;

/** A typed scalar expression over the columns of one row. Immutable. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "expression")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ColumnReference.class, name = "column"),
  @JsonSubTypes.Type(value = Literal.class, name = "literal"),
  @JsonSubTypes.Type(value = Call.class, name = "call"),
  @JsonSubTypes.Type(value = Cast.class, name = "cast"),
  @JsonSubTypes.Type(value = Case.class, name = "case"),
  @JsonSubTypes.Type(value = And.class, name = "and"),
  @JsonSubTypes.Type(value = Or.class, name = "or"),
  @JsonSubTypes.Type(value = Not.class, name = "not")
})
public sealed interface Expression
    permits ColumnReference, Literal, Call, Cast, Case, And, Or, Not {

  /** Returns the type of the value. */
  DataType type();

  /** Returns false only if the value can never be null. */
  boolean nullable();

  /** Returns the direct operands, in order. */
  List<Expression> operands();

  /** Returns this expression over other operands, as many as {@link #operands()} has. */
  Expression withOperands(List<Expression> operands);

  <R> R accept(ExpressionVisitor<R> visitor);
}
