package dev.quern.optimizer.explain;

import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.stages.Estimate;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Draws a stage graph: a box for each stage with its operators as an indented list, in layers from
 * the scans at the top to the result at the bottom, and an arrow for each exchange.
 */
final class SvgWriter {
  private static final int CHARACTER_WIDTH = 7;
  private static final int LINE_HEIGHT = 17;
  private static final int PADDING = 10;
  private static final int GAP = 40;
  private static final int LAYER_GAP = 60;
  private static final int LONGEST_LINE = 90;

  private final StageGraph graph;
  private final StringBuilder svg = new StringBuilder();

  private SvgWriter(StageGraph graph) {
    this.graph = graph;
  }

  static String write(StageGraph graph) {
    SvgWriter writer = new SvgWriter(graph);
    writer.write();
    return writer.svg.toString();
  }

  /** A stage at its place in the drawing. */
  private static final class Box {
    private final Stage stage;
    private final List<String> lines = new ArrayList<>();
    private int layer;
    private int x;
    private int y;

    Box(Stage stage) {
      this.stage = stage;
    }

    int width() {
      int longest = lines.stream().mapToInt(String::length).max().orElse(0);
      return longest * CHARACTER_WIDTH + 2 * PADDING;
    }

    int height() {
      return lines.size() * LINE_HEIGHT + 2 * PADDING;
    }

    int center() {
      return x + width() / 2;
    }
  }

  private void write() {
    List<Box> boxes = new ArrayList<>();
    for (Stage stage : graph.stages()) {
      Box box = new Box(stage);
      box.lines.add(shortened(PlanPrinter.title(stage)));
      operators(stage.root(), 0, box.lines);
      box.layer =
          stage.sources().stream()
              .mapToInt(source -> boxes.get(source.stageId()).layer + 1)
              .max()
              .orElse(0);
      boxes.add(box);
    }
    place(boxes);
    int width = boxes.stream().mapToInt(box -> box.x + box.width()).max().orElse(0) + GAP;
    int height = boxes.stream().mapToInt(box -> box.y + box.height()).max().orElse(0) + GAP;
    head(width, height);
    for (Box box : boxes) {
      for (ExchangeSourceNode source : box.stage.sources()) {
        arrow(boxes.get(source.stageId()), box);
      }
    }
    boxes.forEach(this::box);
    svg.append("</svg>\n");
  }

  private void operators(PhysicalNode node, int depth, List<String> lines) {
    Estimate estimate = graph.estimates().get(node.id());
    String rows = estimate == null ? "" : "  ~" + FigureText.rows(estimate.rows());
    lines.add("  ".repeat(depth + 1) + shortened(NodeText.of(node)) + rows);
    node.inputs().forEach(input -> operators(input, depth + 1, lines));
  }

  /** Puts each layer below the one before, its boxes near those that they read. */
  private static void place(List<Box> boxes) {
    int layers = boxes.stream().mapToInt(box -> box.layer).max().orElse(0) + 1;
    int y = GAP;
    for (int layer = 0; layer < layers; layer++) {
      int number = layer;
      List<Box> row =
          boxes.stream()
              .filter(box -> box.layer == number)
              .sorted(Comparator.comparingDouble(box -> wishedCenter(box, boxes)))
              .toList();
      int x = GAP;
      int tallest = 0;
      for (Box box : row) {
        box.x = Math.max(x, (int) wishedCenter(box, boxes) - box.width() / 2);
        box.y = y;
        x = box.x + box.width() + GAP;
        tallest = Math.max(tallest, box.height());
      }
      y += tallest + LAYER_GAP;
    }
  }

  private static double wishedCenter(Box box, List<Box> boxes) {
    return box.stage.sources().stream()
        .mapToInt(source -> boxes.get(source.stageId()).center())
        .average()
        .orElse(0);
  }

  private void head(int width, int height) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " viewBox=\"0 0 %d %d\" font-family=\"monospace\" font-size=\"11.5\">%n",
            width,
            height,
            width,
            height));
    svg.append("<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\"")
        .append(" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">")
        .append("<path d=\"M0 0L10 5L0 10z\" fill=\"#555\"/></marker></defs>\n")
        .append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
  }

  private void arrow(Box from, Box to) {
    int startY = from.y + from.height();
    int middle = (startY + to.y) / 2;
    svg.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%d %dC%d %d %d %d %d %d\" fill=\"none\" stroke=\"#555\""
                + " stroke-width=\"1.5\" marker-end=\"url(#head)\"/>%n",
            from.center(),
            startY,
            from.center(),
            middle,
            to.center(),
            middle,
            to.center(),
            to.y));
  }

  private void box(Box box) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#f4f7fb\""
                + " stroke=\"#4a6fa5\"/>%n",
            box.x,
            box.y,
            box.width(),
            box.height()));
    for (int i = 0; i < box.lines.size(); i++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" xml:space=\"preserve\"%s>%s</text>%n",
              box.x + PADDING,
              box.y + PADDING + (i + 1) * LINE_HEIGHT - 5,
              i == 0 ? " font-weight=\"bold\"" : "",
              escaped(box.lines.get(i))));
    }
  }

  private static String shortened(String line) {
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE - 1) + "…";
  }

  /** Also drops characters that XML 1.0 can't hold, which may stand in a query's constants. */
  private static String escaped(String line) {
    StringBuilder escaped = new StringBuilder();
    line.codePoints()
        .filter(c -> (c >= ' ' && c < 0xD800) || (c >= 0xE000 && c != 0xFFFE && c != 0xFFFF))
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                default -> escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }
}
