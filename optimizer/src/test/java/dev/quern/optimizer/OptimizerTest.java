package dev.quern.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.optimizer.stages.PhysicalPlan;
import dev.quern.plan.stages.PlanCodec;
import dev.quern.plan.stages.StageGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1",
        "select n_name from nation where n_nationkey < 5",
        "select count(*) from nation",
        "select n_regionkey, count(*), sum(n_nationkey), avg(n_nationkey) from nation group by 1",
        "select n_name, r_name from nation join region on n_regionkey = r_regionkey",
        "select n_name from nation order by n_regionkey desc, n_name limit 3",
        "select n_name from nation limit 3 offset 2",
        "select l_returnflag, sum(l_extendedprice * (1 - l_discount)) from lineitem"
            + " where l_shipdate <= date '1998-12-01' - interval '90' day group by l_returnflag",
        "select l_shipmode from lineitem where l_shipmode in ('MAIL', 'AIR REG')"
            + " and l_discount between 0.05 and 0.07 and l_quantity < 24",
        "select n_name from nation union all select r_name from region",
        "select count(*) from lineitem join orders on l_orderkey = o_orderkey"
      })
  void plansSurviveTheCodec(String sql) {
    PhysicalPlan plan = Tpch.database().plan(sql);
    assertEquals(plan.stages(), PlanCodec.read(PlanCodec.write(plan.stages()), StageGraph.class));
  }
}
