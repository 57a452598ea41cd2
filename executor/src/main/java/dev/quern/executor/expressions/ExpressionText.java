package dev.quern.executor.expressions;

import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.Schema;
import org.jspecify.annotations.Nullable;

/** Writes nodes as text for error messages: {@code multiply(l_quantity, 2)}. */
final class ExpressionText {
  private static final int MAX_CHARACTERS = 200;

  private final Shape shape;
  private final Schema input;
  private final StringBuilder text = new StringBuilder();

  ExpressionText(Shape shape, Schema input) {
    this.shape = shape;
    this.input = input;
  }

  /** Returns the text of the node, cut if it is long. */
  String of(Node node) {
    append(node);
    return text.length() <= MAX_CHARACTERS
        ? text.toString()
        : text.substring(0, MAX_CHARACTERS) + "...";
  }

  private void append(Node node) {
    if (text.length() > MAX_CHARACTERS) {
      return;
    }
    switch (node.kind) {
      case COLUMN:
        text.append(input.field(shape.columns().get(node.slot)).name());
        break;
      case CONSTANT:
      case NULL:
        appendLiteral(shape.constantOf(node));
        break;
      case INVOKE:
      case TRY_INVOKE:
        appendCall(node.invoked().method(), node);
        break;
      case AND:
      case OR:
      case NOT:
      case IS_NULL:
      case CASE:
        appendCall(node.kind.name(), node);
        break;
    }
  }

  private void appendLiteral(@Nullable Literal literal) {
    if (literal == null || literal.isNull()) {
      text.append("NULL");
    } else if (literal.value() instanceof String string) {
      text.append('\'').append(string.replace("'", "''")).append('\'');
    } else {
      text.append(literal.value());
    }
  }

  private void appendCall(String name, Node node) {
    text.append(name).append('(');
    for (int i = 0; i < node.operands.size(); i++) {
      text.append(i == 0 ? "" : ", ");
      append(node.operands.get(i));
    }
    text.append(')');
  }
}
