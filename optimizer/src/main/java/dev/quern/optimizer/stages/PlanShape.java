package dev.quern.optimizer.stages;

import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.ExchangeNode;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.ExpandNode;
import dev.quern.plan.nodes.FilterNode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.LimitNode;
import dev.quern.plan.nodes.NestedLoopJoinNode;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.PhysicalNodeVisitor;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.nodes.RuntimeFilterTarget;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.nodes.TopNNode;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.nodes.UnnestNode;
import dev.quern.plan.nodes.ValuesNode;
import dev.quern.plan.nodes.WindowNode;
import dev.quern.plan.nodes.WriteNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the operators and runtime filters of a plan anew, in the order in which they stand, so
 * that two plans that do the same work are equal.
 */
final class PlanShape implements PhysicalNodeVisitor<PhysicalNode> {
  private final Map<Integer, Integer> filters = new HashMap<>();
  private int nextId;

  private PlanShape() {}

  static PhysicalNode of(PhysicalNode plan) {
    return plan.accept(new PlanShape());
  }

  @Override
  public PhysicalNode visitScan(ScanNode node) {
    List<RuntimeFilterTarget> targets = new ArrayList<>();
    for (RuntimeFilterTarget target : node.runtimeFilters()) {
      targets.add(new RuntimeFilterTarget(filter(target.filterId()), target.column()));
    }
    return new ScanNode(
        nextId++, node.source(), node.columns(), node.filter(), targets, node.limit());
  }

  @Override
  public PhysicalNode visitExchangeSource(ExchangeSourceNode node) {
    return new ExchangeSourceNode(
        nextId++, node.stageId(), node.mode(), node.mergeKeys(), node.schema());
  }

  @Override
  public PhysicalNode visitFilter(FilterNode node) {
    return new FilterNode(nextId++, input(node), node.condition());
  }

  @Override
  public PhysicalNode visitProject(ProjectNode node) {
    return new ProjectNode(nextId++, input(node), node.expressions(), node.schema());
  }

  @Override
  public PhysicalNode visitExpand(ExpandNode node) {
    return new ExpandNode(nextId++, input(node), node.projections(), node.schema());
  }

  @Override
  public PhysicalNode visitAggregate(AggregateNode node) {
    return new AggregateNode(
        nextId++, input(node), node.phase(), node.groupKeys(), node.aggregates(), node.schema());
  }

  @Override
  public PhysicalNode visitHashJoin(HashJoinNode node) {
    List<Integer> published = new ArrayList<>();
    node.runtimeFilterIds().forEach(id -> published.add(id < 0 ? id : filter(id)));
    return new HashJoinNode(
        nextId++,
        node.left().accept(this),
        node.right().accept(this),
        node.kind(),
        node.leftKeys(),
        node.rightKeys(),
        node.nullSafeKeys(),
        node.residual(),
        node.buildLeft(),
        node.nullAware(),
        published);
  }

  @Override
  public PhysicalNode visitNestedLoopJoin(NestedLoopJoinNode node) {
    return new NestedLoopJoinNode(
        nextId++,
        node.left().accept(this),
        node.right().accept(this),
        node.kind(),
        node.condition());
  }

  @Override
  public PhysicalNode visitSort(SortNode node) {
    return new SortNode(nextId++, input(node), node.keys(), node.inRuns());
  }

  @Override
  public PhysicalNode visitTopN(TopNNode node) {
    return new TopNNode(nextId++, input(node), node.keys(), node.offset(), node.limit());
  }

  @Override
  public PhysicalNode visitLimit(LimitNode node) {
    return new LimitNode(nextId++, input(node), node.offset(), node.limit());
  }

  @Override
  public PhysicalNode visitWindow(WindowNode node) {
    return new WindowNode(
        nextId++,
        input(node),
        node.partitionKeys(),
        node.orderKeys(),
        node.isInputSorted(),
        node.calls(),
        node.schema());
  }

  @Override
  public PhysicalNode visitUnion(UnionNode node) {
    List<PhysicalNode> inputs = new ArrayList<>();
    node.inputs().forEach(input -> inputs.add(input.accept(this)));
    return new UnionNode(nextId++, inputs, node.schema());
  }

  @Override
  public PhysicalNode visitValues(ValuesNode node) {
    return new ValuesNode(nextId++, node.rows(), node.schema());
  }

  @Override
  public PhysicalNode visitUnnest(UnnestNode node) {
    return new UnnestNode(
        nextId++, input(node), node.column(), node.keepEmpty(), node.withPosition(), node.schema());
  }

  @Override
  public PhysicalNode visitWrite(WriteNode node) {
    return new WriteNode(
        nextId++, input(node), node.format(), node.path(), node.singleFile(), node.options());
  }

  @Override
  public PhysicalNode visitExchange(ExchangeNode node) {
    return new ExchangeNode(nextId++, input(node), node.partitioning(), node.mergeKeys());
  }

  private PhysicalNode input(PhysicalNode node) {
    return node.inputs().get(0).accept(this);
  }

  private int filter(int id) {
    return filters.computeIfAbsent(id, unseen -> filters.size());
  }
}
