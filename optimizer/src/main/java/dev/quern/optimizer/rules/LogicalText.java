package dev.quern.optimizer.rules;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.sql.SqlExplainLevel;
import org.apache.calcite.util.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Prints an algebra tree, one node in a line. Calcite's own writer asks the metadata, whose code is
 * compiled at the first use and costs a new process more than all planning.
 */
public final class LogicalText implements RelWriter {
  private final StringBuilder text = new StringBuilder();
  private final List<Pair<String, @Nullable Object>> values = new ArrayList<>();
  private int depth;

  private LogicalText() {}

  public static String of(RelNode root) {
    LogicalText writer = new LogicalText();
    root.explain(writer);
    return writer.text.toString();
  }

  @Override
  public void explain(RelNode node, List<Pair<String, @Nullable Object>> terms) {
    String name = node.getRelTypeName();
    text.append("  ".repeat(depth)).append(name.startsWith("Logical") ? name.substring(7) : name);
    String separator = " ";
    for (Pair<String, @Nullable Object> term : terms) {
      if (!(term.right instanceof RelNode)) {
        text.append(separator).append(term.left).append('=').append(term.right);
        separator = ", ";
      }
    }
    text.append('\n');
    depth++;
    node.getInputs().forEach(input -> input.explain(this));
    depth--;
  }

  @Override
  public SqlExplainLevel getDetailLevel() {
    return SqlExplainLevel.EXPPLAN_ATTRIBUTES;
  }

  @Override
  public RelWriter item(String term, @Nullable Object value) {
    values.add(Pair.of(term, value));
    return this;
  }

  @Override
  public RelWriter done(RelNode node) {
    List<Pair<String, @Nullable Object>> terms = new ArrayList<>(values);
    values.clear();
    explain(node, terms);
    return this;
  }
}
