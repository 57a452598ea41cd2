package dev.quern.plan.nodes;

/**
 * One method for each kind of {@link PhysicalNode}, so that a new kind is a compile error
 * everywhere.
 */
public interface PhysicalNodeVisitor<R> {
  R visitScan(ScanNode node);

  R visitExchangeSource(ExchangeSourceNode node);

  R visitFilter(FilterNode node);

  R visitProject(ProjectNode node);

  R visitExpand(ExpandNode node);

  R visitAggregate(AggregateNode node);

  R visitHashJoin(HashJoinNode node);

  R visitNestedLoopJoin(NestedLoopJoinNode node);

  R visitSort(SortNode node);

  R visitTopN(TopNNode node);

  R visitLimit(LimitNode node);

  R visitWindow(WindowNode node);

  R visitUnion(UnionNode node);

  R visitValues(ValuesNode node);

  R visitUnnest(UnnestNode node);

  R visitWrite(WriteNode node);

  R visitExchange(ExchangeNode node);
}
