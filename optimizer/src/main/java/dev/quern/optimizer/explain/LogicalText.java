package dev.quern.optimizer.explain;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.externalize.RelWriterImpl;
import org.apache.calcite.sql.SqlExplainLevel;
import org.apache.calcite.util.Pair;

/**
 * The logical tree as text, without asking Calcite's metadata: its answer to "is this node visible"
 * alone makes it compile classes, which costs half a second of a first query.
 */
public final class LogicalText extends RelWriterImpl {
  private final PrintWriter out;

  private LogicalText(PrintWriter out) {
    super(out, SqlExplainLevel.EXPPLAN_ATTRIBUTES, false);
    this.out = out;
  }

  /** Returns one line for each node, inputs indented below. */
  public static String of(RelNode root) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    root.explain(new LogicalText(out));
    out.flush();
    return text.toString();
  }

  @Override
  protected void explain_(RelNode node, List<Pair<String, Object>> attributes) {
    StringBuilder line = new StringBuilder();
    spacer.spaces(line);
    line.append(node.getRelTypeName());
    String separator = "(";
    for (Pair<String, Object> attribute : attributes) {
      if (!(attribute.right instanceof RelNode)) {
        line.append(separator)
            .append(attribute.left)
            .append("=[")
            .append(attribute.right)
            .append(']');
        separator = ", ";
      }
    }
    out.append(line).append(separator.equals("(") ? "" : ")").append('\n');
    spacer.add(2);
    for (RelNode input : node.getInputs()) {
      input.explain(this);
    }
    spacer.subtract(2);
  }
}
