package dev.quern.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.optimizer.stages.PhysicalPlan;
import dev.quern.plan.stages.PlanCodec;
import dev.quern.plan.stages.StageGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TpchPlansTest {
  @ParameterizedTest
  @ValueSource(
      ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22})
  void plans(int number) throws IOException {
    String sql =
        Files.readString(
            Path.of(
                System.getProperty("quern.root"),
                "../shared/suites/tpch/queries",
                "q%02d.sql".formatted(number)));
    PhysicalPlan plan = Tpch.database().plan(sql);
    assertEquals(plan.stages(), PlanCodec.read(PlanCodec.write(plan.stages()), StageGraph.class));
  }
}
