package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * An operator of the physical plan with its inputs. Immutable; {@link #id()} is unique within a
 * plan.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "node")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ScanNode.class, name = "scan"),
  @JsonSubTypes.Type(value = ExchangeSourceNode.class, name = "exchange_source"),
  @JsonSubTypes.Type(value = FilterNode.class, name = "filter"),
  @JsonSubTypes.Type(value = ProjectNode.class, name = "project"),
  @JsonSubTypes.Type(value = ExpandNode.class, name = "expand"),
  @JsonSubTypes.Type(value = AggregateNode.class, name = "aggregate"),
  @JsonSubTypes.Type(value = HashJoinNode.class, name = "hash_join"),
  @JsonSubTypes.Type(value = NestedLoopJoinNode.class, name = "nested_loop_join"),
  @JsonSubTypes.Type(value = SortNode.class, name = "sort"),
  @JsonSubTypes.Type(value = TopNNode.class, name = "top_n"),
  @JsonSubTypes.Type(value = LimitNode.class, name = "limit"),
  @JsonSubTypes.Type(value = WindowNode.class, name = "window"),
  @JsonSubTypes.Type(value = UnionNode.class, name = "union"),
  @JsonSubTypes.Type(value = ValuesNode.class, name = "values"),
  @JsonSubTypes.Type(value = UnnestNode.class, name = "unnest"),
  @JsonSubTypes.Type(value = WriteNode.class, name = "write"),
  @JsonSubTypes.Type(value = ExchangeNode.class, name = "exchange")
})
public sealed interface PhysicalNode
    permits ScanNode,
        ExchangeSourceNode,
        FilterNode,
        ProjectNode,
        ExpandNode,
        AggregateNode,
        HashJoinNode,
        NestedLoopJoinNode,
        SortNode,
        TopNNode,
        LimitNode,
        WindowNode,
        UnionNode,
        ValuesNode,
        UnnestNode,
        WriteNode,
        ExchangeNode {

  /** Returns the number under which statistics of this operator are reported. */
  int id();

  /** Returns the output columns. */
  Schema schema();

  /** Returns the inputs from left to right. */
  List<PhysicalNode> inputs();

  /** Returns this operator over other inputs, as many as {@link #inputs()} has. */
  PhysicalNode withInputs(List<PhysicalNode> newInputs);

  <R> R accept(PhysicalNodeVisitor<R> visitor);
}
