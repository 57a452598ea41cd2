package dev.quern.plan.expressions;

/**
 * One method for each kind of {@link Expression}, so that a new kind is a compile error everywhere.
 */
public interface ExpressionVisitor<R> {
  R visitColumn(ColumnReference column);

  R visitLiteral(Literal literal);

  R visitCall(Call call);

  R visitCast(Cast cast);

  R visitCase(Case caseExpression);

  R visitAnd(And and);

  R visitOr(Or or);

  R visitNot(Not not);
}
