package dev.quern.plan.stages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.plan.expressions.*;
import dev.quern.plan.nodes.*;
import dev.quern.plan.types.*;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanCodecTest {
  private final Schema table =
      Schema.of(
          Field.of("a", DataTypes.BIGINT),
          Field.of("b", DataTypes.VARCHAR),
          Field.of("d", DataType.decimal(15, 2)));

  @Test
  void roundTripsStageGraph() {
    ScanSource source =
        new ScanSource(
            "t",
            "csv",
            Map.of("delimiter", "|"),
            table,
            Schema.of(),
            List.of(new SourceFile("/t.csv", 7, 8, List.of())));
    Expression filter =
        new And(
            List.of(
                new Call(
                    "less_than",
                    List.of(ColumnReference.of(0, table.field(0)), Literal.of(3)),
                    DataTypes.BOOLEAN,
                    true),
                new Not(
                    new Call(
                        "is_null",
                        List.of(ColumnReference.of(1, table.field(1))),
                        DataTypes.BOOLEAN,
                        false))));
    ScanNode scan =
        new ScanNode(1, source, List.of(0, 2), filter, List.of(new RuntimeFilterTarget(4, 0)), -1);
    Expression price =
        new Case(
            List.of(
                new Case.Branch(
                    Literal.of(true), new Literal(new BigDecimal("1.5"), DataType.decimal(15, 2)))),
            ColumnReference.of(1, table.field(2)),
            DataType.decimal(15, 2));
    ProjectNode project =
        new ProjectNode(
            2,
            scan,
            List.of(price, new Cast(Literal.ofNull(DataTypes.NULL), DataTypes.DATE, true)),
            Schema.of(Field.of("p", DataType.decimal(15, 2)), Field.of("q", DataTypes.DATE)));
    StageGraph graph =
        new StageGraph(
            List.of(
                new Stage(0, project, Partitioning.hash(List.of(0), 8)),
                new Stage(
                    1,
                    new ExchangeSourceNode(
                        3,
                        0,
                        ExchangeSourceNode.Mode.GATHER,
                        List.of(new SortKey(0, true, false)),
                        project.schema()),
                    Partitioning.gather())),
            Map.of(1, new Estimate(10, 100)));

    assertEquals(graph, PlanCodec.read(PlanCodec.write(graph), StageGraph.class));
  }
}
