package dev.quern.optimizer.stages;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.FilterNode;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.nodes.ValuesNode;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageGraphValidatorTest {
  private static final Schema SCHEMA = Schema.of(Field.of("a", DataTypes.BIGINT));

  @Test
  void acceptsAGoodGraph() {
    assertDoesNotThrow(() -> StageGraphValidator.validate(graph(source(1, SCHEMA))));
  }

  @Test
  void refusesColumnsOutOfRange() {
    PhysicalNode project =
        new ProjectNode(
            2, source(1, SCHEMA), List.of(new ColumnReference(1, DataTypes.BIGINT, true)), SCHEMA);
    assertRefused(project, "column 1 of 1");
  }

  @Test
  void refusesAnotherTypeThanTheInputHas() {
    PhysicalNode project =
        new ProjectNode(
            2,
            source(1, SCHEMA),
            List.of(new ColumnReference(0, DataTypes.VARCHAR, true)),
            Schema.of(Field.of("a", DataTypes.VARCHAR)));
    assertRefused(project, "expects VARCHAR");
  }

  @Test
  void refusesASourceWithOtherColumnsThanItsStage() {
    assertRefused(source(1, Schema.of(Field.of("a", DataTypes.DATE))), "should be");
  }

  @Test
  void refusesConditionsThatAreNotBoolean() {
    assertRefused(new FilterNode(2, source(1, SCHEMA), Literal.of(1)), "not boolean");
  }

  @Test
  void refusesNumbersUsedTwice() {
    assertRefused(
        new UnionNode(2, List.of(source(1, SCHEMA), source(1, SCHEMA)), SCHEMA), "used twice");
  }

  @Test
  void refusesReadingByPartitionWhatIsGathered() {
    PhysicalNode source =
        new ExchangeSourceNode(1, 0, ExchangeSourceNode.Mode.PARTITIONED, List.of(), SCHEMA);
    assertRefused(source, "read by PARTITIONED");
  }

  @Test
  void refusesSortedRunsThatNobodyMerges() {
    List<SortKey> keys = List.of(new SortKey(0, true, false));
    PhysicalNode sort = new SortNode(5, values(), keys, true);
    StageGraph merged =
        graph(sort, new ExchangeSourceNode(1, 0, ExchangeSourceNode.Mode.GATHER, keys, SCHEMA));
    assertDoesNotThrow(() -> StageGraphValidator.validate(merged));
    StageGraph concatenated = graph(sort, source(1, SCHEMA));
    IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> StageGraphValidator.validate(concatenated));
    assertTrue(refusal.getMessage().contains("not merged"), refusal.getMessage());
    assertRefused(new SortNode(2, source(1, SCHEMA), keys, true), "not merged");
  }

  private static void assertRefused(PhysicalNode root, String reason) {
    IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> StageGraphValidator.validate(graph(root)));
    assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
  }

  private static PhysicalNode source(int id, Schema schema) {
    return new ExchangeSourceNode(id, 0, ExchangeSourceNode.Mode.GATHER, List.of(), schema);
  }

  private static StageGraph graph(PhysicalNode root) {
    return graph(values(), root);
  }

  private static PhysicalNode values() {
    return new ValuesNode(0, List.of(List.of(Literal.of(7))), SCHEMA);
  }

  private static StageGraph graph(PhysicalNode first, PhysicalNode root) {
    return new StageGraph(
        List.of(
            new Stage(0, first, Partitioning.gather()), new Stage(1, root, Partitioning.gather())),
        Map.of());
  }
}
