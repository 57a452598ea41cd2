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
        "select count(*) from lineitem join orders on l_orderkey = o_orderkey",
        "select n_name, rank() over (partition by n_regionkey order by n_name) as r from nation",
        "select sum(n_nationkey) over (order by n_name rows between 1 preceding and 2 following),"
            + " lag(n_name, 2, 'x') over (order by n_nationkey) from nation",
        "select n_name from nation qualify row_number() over (partition by n_regionkey"
            + " order by n_nationkey) = 1",
        "select n_regionkey from nation union select r_regionkey from region",
        "select n_regionkey from nation intersect select r_regionkey from region",
        "select n_regionkey from nation except all select r_regionkey from region",
        "select n_regionkey from nation intersect all select r_regionkey from region",
        "select l_returnflag, l_linestatus, count(*), sum(l_quantity), grouping(l_linestatus)"
            + " from lineitem group by rollup (l_returnflag, l_linestatus)",
        "select count(distinct l_suppkey), count(*) from lineitem",
        "select o_orderkey from orders where o_custkey > all (select c_custkey from customer)",
        "select o_orderkey, exists (select 1 from lineitem where l_orderkey = o_orderkey)"
            + " from orders",
        "select o_orderkey, o_custkey in (select c_custkey from customer) from orders",
        "select (select max(l_quantity) from lineitem where l_orderkey = o_orderkey) from orders",
        "select (select count(*) from lineitem where l_orderkey = o_orderkey) from orders",
        "select o_orderkey from orders where o_orderkey not in (select l_orderkey from lineitem)",
        "select o_orderkey from orders where o_custkey = 1 or exists"
            + " (select 1 from lineitem where l_orderkey = o_orderkey)",
        "select c_custkey, o_orderkey from customer full join orders on c_custkey = o_custkey",
        "select c_custkey from customer left join orders on c_custkey = o_custkey"
            + " where o_orderkey is null",
        "select * from unnest(array[1, 2, 3]) as t(x)",
        "values (1, 'a'), (2, 'b')",
        "select n_name from nation full join region on n_regionkey = r_regionkey"
            + " and (n_nationkey in (select s_nationkey from supplier) or r_name ="
            + " (select max(n_name) from nation))",
        "select current_date, current_timestamp, n_name from nation",
        "select n_name, r_name from nation, lateral (select r_name from region"
            + " where r_regionkey = n_regionkey) as x",
        "select n_name, c from nation left join lateral (select count(*) as c from region"
            + " where r_regionkey = n_regionkey) as x on true",
        "select n_name from nation n where n_regionkey = (select min(r_regionkey) from region"
            + " where r_regionkey > n.n_nationkey)",
        "select n_name from nation n where exists (select 1 from region where r_regionkey ="
            + " n.n_regionkey union select 2 from region where r_regionkey < n.n_nationkey)",
        "select n_name, (select r_name from region where r_regionkey = n_regionkey) from nation",
        "select n_name, (select r_name from region where r_regionkey >= n_regionkey"
            + " order by r_regionkey limit 1) from nation",
        "select sum(x) filter (where x > 1) from (values (1), (2)) as t(x)",
        "select n1.n_name from nation n1, nation n2 where n1.n_nationkey < n2.n_nationkey",
        "select case when n_nationkey > 3 then 'x' else n_name end, coalesce(n_comment, 'none'),"
            + " extract(year from date '2020-01-01') from nation"
      })
  void plansSurviveTheCodec(String sql) {
    PhysicalPlan plan = Tpch.database().plan(sql);
    assertEquals(plan.stages(), PlanCodec.read(PlanCodec.write(plan.stages()), StageGraph.class));
  }
}
