package dev.quern.optimizer.explain;

import dev.quern.optimizer.stages.PhysicalPlan;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.stages.Estimate;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import java.util.List;
import java.util.Map;

/** Prints plans for people. Thread-safe. */
public final class PlanPrinter {
  private PlanPrinter() {}

  /** Returns all forms of a plan: logical tree, operators, stages. */
  public static String explain(PhysicalPlan plan) {
    return "Logical plan\n"
        + indented(plan.logical())
        + "\nPhysical plan\n"
        + indented(physical(plan.physical(), plan.stages().estimates()))
        + "\nStages\n"
        + indented(stages(plan.stages()));
  }

  /** Returns the operators as a tree, each with its expected output. */
  public static String physical(PhysicalNode root, Map<Integer, Estimate> estimates) {
    StringBuilder text = new StringBuilder();
    tree(root, "", "", node -> FigureText.estimate(estimates.get(node.id())), text);
    return text.toString();
  }

  /** Returns the stages in the order in which they run, each with its operators and estimates. */
  public static String stages(StageGraph graph) {
    StringBuilder text = new StringBuilder();
    for (Stage stage : graph.stages()) {
      text.append(title(stage)).append('\n');
      tree(
          stage.root(),
          "  ",
          "  ",
          node -> FigureText.estimate(graph.estimates().get(node.id())),
          text);
    }
    return text.toString();
  }

  /**
   * Returns stages with what was measured, and the estimated rows next to the real ones.
   *
   * @param stages as they ran, which may be other ones than those of the plan
   * @param estimates of the plan's operators
   */
  public static String stages(
      List<Stage> stages, Map<Integer, Estimate> estimates, PlanFigures figures) {
    StringBuilder text = new StringBuilder();
    for (Stage stage : stages) {
      Figures ofStage = figures.ofStage(stage.id());
      text.append(title(stage));
      text.append(ofStage == null ? "" : "  [" + FigureText.measured(ofStage) + "]").append('\n');
      tree(stage.root(), "  ", "  ", node -> measured(node, estimates, figures), text);
    }
    return text.toString();
  }

  /** Returns the stages and their operators in the language of Graphviz. */
  public static String dot(StageGraph graph) {
    return DotWriter.write(graph);
  }

  /** Returns a drawing of the stages and their operators. */
  public static String svg(StageGraph graph) {
    return SvgWriter.write(graph);
  }

  static String title(Stage stage) {
    return "Stage "
        + stage.id()
        + " -> "
        + NodeText.partitioning(stage.output(), stage.root().schema());
  }

  /** What is written after an operator. */
  private interface Remark {
    String of(PhysicalNode node);
  }

  private static String measured(
      PhysicalNode node, Map<Integer, Estimate> estimates, PlanFigures figures) {
    Figures ofOperator = figures.ofOperator(node.id());
    Estimate estimate = estimates.get(node.id());
    String expected = estimate == null ? "" : "expected " + FigureText.rows(estimate.rows());
    if (ofOperator == null) {
      return expected;
    }
    return FigureText.measured(ofOperator) + (expected.isEmpty() ? "" : "; " + expected);
  }

  private static void tree(
      PhysicalNode node, String first, String rest, Remark remark, StringBuilder text) {
    String figures = remark.of(node);
    text.append(first).append(NodeText.of(node));
    text.append(figures.isEmpty() ? "" : "  [" + figures + "]").append('\n');
    List<PhysicalNode> inputs = node.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      boolean isLast = i == inputs.size() - 1;
      tree(
          inputs.get(i),
          rest + (isLast ? "└─ " : "├─ "),
          rest + (isLast ? "   " : "│  "),
          remark,
          text);
    }
  }

  private static String indented(String text) {
    return text.stripTrailing().indent(2);
  }
}
