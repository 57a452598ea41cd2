package dev.quern.optimizer.explain;

import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;

/** Draws a stage graph in the language of Graphviz: a cluster for each stage, rows flow upwards. */
final class DotWriter {
  private final StageGraph graph;
  private final StringBuilder text = new StringBuilder();

  private DotWriter(StageGraph graph) {
    this.graph = graph;
  }

  static String write(StageGraph graph) {
    DotWriter writer = new DotWriter(graph);
    writer.write();
    return writer.text.toString();
  }

  private void write() {
    text.append("digraph plan {\n  rankdir=BT;\n  node [shape=box, fontname=\"sans-serif\"];\n");
    for (Stage stage : graph.stages()) {
      text.append("  subgraph cluster_").append(stage.id()).append(" {\n    label=");
      text.append(quoted(PlanPrinter.title(stage))).append(";\n");
      operators(stage.root());
      text.append("  }\n");
    }
    for (Stage stage : graph.stages()) {
      for (ExchangeSourceNode source : stage.sources()) {
        int from = graph.stages().get(source.stageId()).root().id();
        edge(from, source.id(), " [style=bold]");
      }
    }
    text.append("}\n");
  }

  private void operators(PhysicalNode node) {
    String estimate = FigureText.estimate(graph.estimates().get(node.id()));
    String label = NodeText.of(node) + (estimate.isEmpty() ? "" : "\n" + estimate);
    text.append("    n").append(node.id()).append(" [label=").append(quoted(label)).append("];\n");
    for (PhysicalNode input : node.inputs()) {
      operators(input);
      text.append("  ");
      edge(input.id(), node.id(), "");
    }
  }

  private void edge(int from, int to, String attributes) {
    text.append("  n").append(from).append(" -> n").append(to).append(attributes).append(";\n");
  }

  private static String quoted(String label) {
    return '"' + label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
