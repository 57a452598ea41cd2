package dev.quern.executor.operators.tree;

import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.RuntimeFilterRegistry;
import dev.quern.executor.operators.TaskContext;
import dev.quern.executor.operators.aggregate.AggregateOperators;
import dev.quern.executor.operators.expand.ExpandOperator;
import dev.quern.executor.operators.filter.FilterProjectOperator;
import dev.quern.executor.operators.join.JoinOperators;
import dev.quern.executor.operators.limit.LimitOperator;
import dev.quern.executor.operators.scan.ScanOperator;
import dev.quern.executor.operators.sort.SortOperator;
import dev.quern.executor.operators.sort.SortedRunsOperator;
import dev.quern.executor.operators.sort.TopNOperator;
import dev.quern.executor.operators.union.UnionOperator;
import dev.quern.executor.operators.unnest.UnnestOperator;
import dev.quern.executor.operators.values.ValuesOperator;
import dev.quern.executor.operators.window.WindowOperator;
import dev.quern.executor.operators.write.WriteOperator;
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
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.SortNode;
import dev.quern.plan.nodes.TopNNode;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.nodes.UnnestNode;
import dev.quern.plan.nodes.ValuesNode;
import dev.quern.plan.nodes.WindowNode;
import dev.quern.plan.nodes.WriteNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Makes the running operators of a plan, from the leaves up. Each is wrapped so that it counts its
 * output under its node id and ends when the task is cancelled; each owns its inputs.
 */
public final class OperatorBuilder {
  private OperatorBuilder() {}

  /**
   * Returns the rows of {@code plan}, one stage's part of a query. Nothing is read before the first
   * pull. The caller closes the result, which closes every operator; if building fails, nothing
   * stays open.
   */
  public static BatchSource build(PhysicalNode plan, TaskContext context) {
    return new Visitor(context).build(plan);
  }

  private static final class Visitor implements PhysicalNodeVisitor<BatchSource> {
    private final TaskContext context;
    private final RuntimeFilterRegistry runtimeFilters = new RuntimeFilterRegistry();

    Visitor(TaskContext context) {
      this.context = context;
    }

    BatchSource build(PhysicalNode node) {
      return new MeasuredOperator(node.accept(this), node.id(), context);
    }

    private BatchSource over(PhysicalNode input, Function<BatchSource, BatchSource> operator) {
      return over(List.of(input), sources -> operator.apply(sources.get(0)));
    }

    /** Builds the inputs, then the operator over them; closes the inputs if that fails. */
    private BatchSource over(
        List<PhysicalNode> inputs, Function<List<BatchSource>, BatchSource> operator) {
      List<BatchSource> sources = new ArrayList<>();
      try {
        for (PhysicalNode input : inputs) {
          sources.add(build(input));
        }
        return operator.apply(sources);
      } catch (RuntimeException e) {
        throw Closing.closeAfter(e, sources);
      }
    }

    @Override
    public BatchSource visitScan(ScanNode node) {
      return new ScanOperator(node, runtimeFilters, context);
    }

    @Override
    public BatchSource visitExchangeSource(ExchangeSourceNode node) {
      return context.openExchange(node);
    }

    @Override
    public BatchSource visitFilter(FilterNode node) {
      return over(node.input(), input -> FilterProjectOperator.filter(node, input, context));
    }

    @Override
    public BatchSource visitProject(ProjectNode node) {
      if (node.input() instanceof FilterNode filter) {
        return over(
            filter.input(),
            input -> FilterProjectOperator.filterAndProject(filter, node, input, context));
      }
      return over(node.input(), input -> FilterProjectOperator.project(node, input, context));
    }

    @Override
    public BatchSource visitExpand(ExpandNode node) {
      return over(node.input(), input -> new ExpandOperator(node, input, context));
    }

    @Override
    public BatchSource visitAggregate(AggregateNode node) {
      return over(node.input(), input -> AggregateOperators.create(node, input, context));
    }

    @Override
    public BatchSource visitHashJoin(HashJoinNode node) {
      return over(
          node.inputs(),
          inputs ->
              JoinOperators.create(node, inputs.get(0), inputs.get(1), runtimeFilters, context));
    }

    @Override
    public BatchSource visitNestedLoopJoin(NestedLoopJoinNode node) {
      return over(
          node.inputs(),
          inputs -> JoinOperators.create(node, inputs.get(0), inputs.get(1), context));
    }

    @Override
    public BatchSource visitSort(SortNode node) {
      return over(
          node.input(),
          input ->
              node.inRuns()
                  ? new SortedRunsOperator(node, input, context)
                  : new SortOperator(node, input, context));
    }

    @Override
    public BatchSource visitTopN(TopNNode node) {
      return over(node.input(), input -> new TopNOperator(node, input, context));
    }

    @Override
    public BatchSource visitLimit(LimitNode node) {
      return over(node.input(), input -> new LimitOperator(node, input, context));
    }

    @Override
    public BatchSource visitWindow(WindowNode node) {
      return over(node.input(), input -> new WindowOperator(node, input, context));
    }

    @Override
    public BatchSource visitUnion(UnionNode node) {
      return over(node.inputs(), inputs -> new UnionOperator(node, inputs));
    }

    @Override
    public BatchSource visitValues(ValuesNode node) {
      return new ValuesOperator(node, context);
    }

    @Override
    public BatchSource visitUnnest(UnnestNode node) {
      return over(node.input(), input -> new UnnestOperator(node, input, context));
    }

    @Override
    public BatchSource visitWrite(WriteNode node) {
      return over(node.input(), input -> new WriteOperator(node, input, context));
    }

    @Override
    public BatchSource visitExchange(ExchangeNode node) {
      throw new IllegalStateException(
          "exchange " + node.id() + " is not cut; only stages of a cut plan can run");
    }
  }
}
