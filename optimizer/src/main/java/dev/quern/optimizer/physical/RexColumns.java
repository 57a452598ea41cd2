package dev.quern.optimizer.physical;

import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/** Recognises expressions that are a plain column. */
final class RexColumns {
  private RexColumns() {}

  /** Returns the column that {@code node} is, or -1. */
  static int index(RexNode node) {
    return node instanceof RexInputRef reference ? reference.getIndex() : -1;
  }
}
