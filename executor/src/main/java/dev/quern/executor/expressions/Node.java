package dev.quern.executor.expressions;

import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.types.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of an expression after its functions are resolved. Equal steps of one {@link Shape} are
 * the same object, so that each is computed once.
 */
final class Node {
  /** What a step does. */
  enum Kind {
    /** Reads the column of slot {@link #slot}. */
    COLUMN,
    /** Gives the constant of slot {@link #slot}. */
    CONSTANT,
    /** Gives NULL. */
    NULL,
    /** Calls {@link #implementation}; NULL if an operand is. */
    INVOKE,
    /** As INVOKE, and NULL if the call fails because of its value. */
    TRY_INVOKE,
    AND,
    OR,
    NOT,
    /** Tests whether the operand is NULL. */
    IS_NULL,
    /** Condition, value, condition, value, ..., otherwise. */
    CASE
  }

  final int id;
  final Kind kind;
  final DataType type;
  final ValueKind valueKind;
  final List<Node> operands;
  final int slot;
  final @Nullable Implementation implementation;

  /** Index of the call's state among those of the shape, or -1. */
  final int stateSlot;

  /** How many steps a straightforward evaluation takes. */
  final int weight;

  Node(
      int id,
      Kind kind,
      DataType type,
      List<Node> operands,
      int slot,
      @Nullable Implementation implementation,
      int stateSlot) {
    this.id = id;
    this.kind = kind;
    this.type = type;
    this.valueKind = ValueKind.of(type);
    this.operands = List.copyOf(operands);
    this.slot = slot;
    this.implementation = implementation;
    this.stateSlot = stateSlot;
    long total = 1;
    for (Node operand : operands) {
      total += operand.weight;
    }
    this.weight = (int) Math.min(total, Integer.MAX_VALUE / 2);
  }

  Implementation invoked() {
    Implementation invoked = implementation;
    if (invoked == null) {
      throw new IllegalStateException("not a call: " + kind);
    }
    return invoked;
  }
}
