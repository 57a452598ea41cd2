package dev.quern.executor.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.ExchangeSourceNode.Mode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stages before and after one of their joins is shuffled. The copied stage is number 0. */
final class ShuffledJoinTest {
  private static final Schema PROBE =
      Schema.of(Field.of("n", DataTypes.BIGINT), Field.of("a", DataTypes.BIGINT));
  private static final Schema BUILD =
      Schema.of(Field.of("k", DataTypes.BIGINT), Field.of("v", DataTypes.VARCHAR));

  @Test
  void bothSidesAreDividedByTheirKeys() {
    HashJoinNode join = join(5, scan(1), copy(2, 0), JoinKind.INNER, false);
    ShuffledJoin shuffled = shuffled(stage(join));
    assertNotNull(shuffled);
    assertEquals(5, shuffled.joinId());
    assertEquals(4000, shuffled.copiedBytes());
    assertEquals(
        List.of(
            new Stage(
                7,
                new ExchangeSourceNode(100, 0, Mode.GATHER, List.of(), BUILD),
                Partitioning.hash(List.of(0), 16)),
            new Stage(8, scan(1), Partitioning.hash(List.of(1), 16))),
        shuffled.added());
    HashJoinNode expected =
        TestJoins.join(
            5,
            source(101, 8, Mode.PARTITIONED, PROBE),
            source(2, 7, Mode.PARTITIONED, BUILD),
            JoinKind.INNER,
            1,
            -1);
    assertEquals(new Stage(1, expected, Partitioning.gather()), shuffled.reader());
  }

  @Test
  void theLeftSideMayBeTheCopy() {
    HashJoinNode join =
        new HashJoinNode(
            5,
            copy(2, 0),
            scan(1),
            JoinKind.INNER,
            List.of(0),
            List.of(1),
            List.of(false),
            null,
            true,
            false,
            List.of(3));
    ShuffledJoin shuffled = shuffled(stage(join));
    assertNotNull(shuffled);
    HashJoinNode changed = (HashJoinNode) shuffled.reader().root();
    assertEquals(List.of(7), sources(changed.left()));
    assertEquals(List.of(8), sources(changed.right()));
  }

  @Test
  void otherCopiesStayBesideTheJoinOrBelowIt() {
    HashJoinNode below = join(5, scan(1), copy(2, 3), JoinKind.INNER, false);
    HashJoinNode join = join(6, below, copy(3, 0), JoinKind.LEFT, false);
    HashJoinNode above = join(8, join, copy(4, 4), JoinKind.ANTI, false);
    ShuffledJoin shuffled = shuffled(stage(above));
    assertNotNull(shuffled);
    assertEquals(below, shuffled.added().get(1).root());
    assertEquals(List.of(8, 7, 4), sources(shuffled.reader().root()));
  }

  @Test
  void aJoinInABranchOfAUnionIsShuffledByItself() {
    HashJoinNode join = join(5, scan(1), copy(2, 0), JoinKind.SEMI, false);
    PhysicalNode union = new UnionNode(6, List.of(scan(9), join), PROBE);
    ShuffledJoin shuffled = shuffled(stage(union));
    assertNotNull(shuffled);
    assertEquals(scan(9), shuffled.reader().root().inputs().get(0));
    PhysicalNode partitions = source(9, 2, Mode.PARTITIONED, PROBE);
    assertNull(shuffled(stage(new UnionNode(6, List.of(partitions, join), PROBE))));
  }

  @ParameterizedTest
  @EnumSource(
      value = JoinKind.class,
      names = {"ANTI", "MARK"})
  void aJoinThatMustKnowItsWholeBuildSideStays(JoinKind kind) {
    boolean nullAware = kind == JoinKind.ANTI;
    assertNull(shuffled(stage(join(5, scan(1), copy(2, 0), kind, nullAware))));
  }

  @Test
  void rowsStayWhereAnOperatorAboveNeedsThem() {
    PhysicalNode grouped = source(1, 3, Mode.PARTITIONED, PROBE);
    HashJoinNode join = join(5, grouped, copy(2, 0), JoinKind.INNER, false);
    Schema output = Schema.of(Field.of("n", DataTypes.BIGINT));
    assertNotNull(shuffled(stage(aggregate(join, AggregateNode.Phase.PARTIAL, output))));
    assertNull(shuffled(stage(aggregate(join, AggregateNode.Phase.FINAL, output))));
    PhysicalNode partitions = source(4, 4, Mode.PARTITIONED, BUILD);
    HashJoinNode aligned = TestJoins.join(8, join, partitions, JoinKind.INNER, 1, -1);
    assertNull(shuffled(stage(aligned)));
  }

  @Test
  void theUpperJoinOfACopyIsShuffledFirst() {
    HashJoinNode below = join(5, scan(1), copy(2, 0), JoinKind.SEMI, false);
    ShuffledJoin shuffled = shuffled(stage(join(6, below, copy(3, 0), JoinKind.INNER, false)));
    assertNotNull(shuffled);
    assertEquals(6, shuffled.joinId());
    assertEquals(below, shuffled.added().get(1).root());
  }

  private static ShuffledJoin shuffled(Stage reader) {
    return ShuffledJoin.of(reader, 0, 4000, 16, 7, 100);
  }

  private static Stage stage(PhysicalNode root) {
    return new Stage(1, root, Partitioning.gather());
  }

  private static List<Integer> sources(PhysicalNode root) {
    return stage(root).sources().stream().map(ExchangeSourceNode::stageId).toList();
  }

  private static HashJoinNode join(
      int id, PhysicalNode probe, PhysicalNode build, JoinKind kind, boolean nullAware) {
    return new HashJoinNode(
        id,
        probe,
        build,
        kind,
        List.of(1),
        List.of(0),
        List.of(false),
        null,
        false,
        nullAware,
        List.of(3));
  }

  private static AggregateNode aggregate(
      PhysicalNode input, AggregateNode.Phase phase, Schema output) {
    return new AggregateNode(10, input, phase, List.of(0), List.of(), output);
  }

  private static ExchangeSourceNode copy(int id, int stageId) {
    return source(id, stageId, Mode.BROADCAST, BUILD);
  }

  private static ExchangeSourceNode source(int id, int stageId, Mode mode, Schema schema) {
    return new ExchangeSourceNode(id, stageId, mode, List.of(), schema);
  }

  private static ScanNode scan(int id) {
    ScanSource source =
        new ScanSource("t", "csv", Map.of(), PROBE, new Schema(List.of()), List.of());
    return new ScanNode(
        id, source, List.of(0, 1), null, List.of(new RuntimeFilterTarget(3, 1)), -1);
  }
}
