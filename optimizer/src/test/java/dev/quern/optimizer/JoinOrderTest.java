package dev.quern.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.optimizer.physical.OptimizerSettings;
import dev.quern.optimizer.stages.PhysicalPlan;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.NestedLoopJoinNode;
import dev.quern.plan.nodes.PhysicalNode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JoinOrderTest {
  @Test
  void manyRelationsAreJoinedWithoutCrossJoins() {
    PhysicalPlan plan = chain(30);
    assertEquals(29, count(plan.physical(), HashJoinNode.class));
    assertEquals(0, count(plan.physical(), NestedLoopJoinNode.class));
  }

  @Test
  void joinThatLeavesFewRowsComesFirst() {
    TestDatabase database =
        new TestDatabase()
            .with("big", 1_000_000, "b_id INTEGER 1000000", "b_small INTEGER 10")
            .with("middle", 100_000, "m_id INTEGER 100000", "m_big INTEGER 100000")
            .with("small", 10, "s_id INTEGER 10", "s_name VARCHAR 10");
    String logical =
        database
            .plan(
                "select * from middle join big on m_big = b_id join small on b_small = s_id"
                    + " where s_name = 'x'")
            .logical();
    // As written, the middle table would be first; printed, a join stands before what it joins.
    assertTrue(logical.indexOf("[big]") < logical.indexOf("[small]"), logical);
    assertTrue(logical.indexOf("[small]") < logical.indexOf("[middle]"), logical);
  }

  @Test
  void relationsWithoutConditionsAreStillJoined() {
    PhysicalPlan plan =
        Tpch.database().plan("select count(*) from nation, region, supplier, customer");
    assertEquals(3, count(plan.physical(), NestedLoopJoinNode.class));
  }

  @Test
  void planningStopsAtItsDeadline() {
    OptimizerSettings hasty = new OptimizerSettings(1, 1, 1, 1, 1, 1, 1);
    QueryException refusal =
        assertThrows(QueryException.class, () -> chainDatabase(90).plan(chainSql(90), hasty));
    assertEquals(ErrorCode.TIMEOUT, refusal.code());
  }

  private static PhysicalPlan chain(int length) {
    return chainDatabase(length).plan(chainSql(length));
  }

  private static TestDatabase chainDatabase(int length) {
    TestDatabase database = new TestDatabase();
    for (int i = 0; i < length; i++) {
      database.with("t" + i, 1000 * (i + 1), "a" + i + " INTEGER 1000", "b" + i + " INTEGER 500");
    }
    return database;
  }

  private static String chainSql(int length) {
    String tables =
        IntStream.range(0, length).mapToObj(i -> "t" + i).collect(Collectors.joining(", "));
    String conditions =
        IntStream.range(1, length)
            .mapToObj(i -> "b" + (i - 1) + " = a" + i)
            .collect(Collectors.joining(" and "));
    return "select count(*) from " + tables + " where " + conditions;
  }

  private static long count(PhysicalNode node, Class<?> kind) {
    return all(node).filter(kind::isInstance).count();
  }

  private static Stream<PhysicalNode> all(PhysicalNode node) {
    return Stream.concat(Stream.of(node), node.inputs().stream().flatMap(JoinOrderTest::all));
  }
}
