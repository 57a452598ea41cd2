package dev.quern.plan.nodes;

import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;

/** Which rows a join emits. */
public enum JoinKind {
  INNER,
  LEFT,
  RIGHT,
  FULL,
  /** Left rows with a match, once each. */
  SEMI,
  /** Left rows without a match. */
  ANTI,
  /** Every left row, with a boolean that tells whether a match exists. */
  MARK;

  /** Returns the output columns of a join of this kind. */
  public Schema outputSchema(Schema left, Schema right) {
    switch (this) {
      case INNER:
        return left.concat(right);
      case LEFT:
        return left.concat(right.asNullable());
      case RIGHT:
        return left.asNullable().concat(right);
      case FULL:
        return left.asNullable().concat(right.asNullable());
      case MARK:
        return left.concat(Schema.of(Field.of("mark", DataTypes.BOOLEAN)));
      case SEMI:
      case ANTI:
        return left;
    }
    throw new IllegalStateException("unknown join kind: " + this);
  }
}
