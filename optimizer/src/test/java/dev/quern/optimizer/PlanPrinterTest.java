package dev.quern.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.optimizer.explain.Figures;
import dev.quern.optimizer.explain.PlanFigures;
import dev.quern.optimizer.explain.PlanPrinter;
import dev.quern.plan.stages.StageGraph;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PlanPrinterTest {
  private final StageGraph graph =
      Tpch.database()
          .plan(
              "select n_name, '<&\"\u0001' as odd from nation join region on n_regionkey = r_regionkey"
                  + " where r_name <> '<ASIA>' order by n_name")
          .stages();

  @Test
  void drawingIsWellFormedAndHasABoxForEachStage() throws Exception {
    String svg = PlanPrinter.svg(graph);
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    int background = 1;
    assertEquals(
        graph.stages().size() + background, document.getElementsByTagName("rect").getLength());
    assertTrue(svg.contains("&lt;ASIA&gt;"), svg);
  }

  @Test
  void dotHasAClusterForEachStageAndQuotesLabels() {
    String dot = PlanPrinter.dot(graph);
    for (int i = 0; i < graph.stages().size(); i++) {
      assertTrue(dot.contains("subgraph cluster_" + i), dot);
    }
    assertTrue(dot.contains("<&\\\""), dot);
  }

  @Test
  void measuredFiguresStandBesideEstimates() {
    PlanFigures figures =
        new PlanFigures() {
          @Override
          public Figures ofOperator(int nodeId) {
            return nodeId == graph.rootStage().root().id()
                ? new Figures(1234, 2048, 4096, 0, 1 << 20, 1_500_000, 1)
                : null;
          }

          @Override
          public Figures ofStage(int stageId) {
            return new Figures(7, 0, 0, 512, 0, 2_000_000, 3);
          }
        };
    String text = PlanPrinter.stages(graph.stages(), graph.estimates(), figures);
    assertTrue(
        text.contains("1,234 rows, 1.5 ms, read 2.0 KB, memory 1.0 MB, spilled 4.0 KB; expected"),
        text);
    assertTrue(text.contains("[7 rows, 2.0 ms, wrote 512 B, 3 tasks]"), text);
  }
}
