package dev.quern.plan.nodes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * Groups by {@code groupKeys} and computes aggregates, in hash tables that spill.
 *
 * <p>PARTIAL emits the keys followed by the state columns of each aggregate ({@link
 * AggregateCall#stateFields()}); FINAL takes such rows (its {@code groupKeys} and each call's
 * {@code arguments} name the key and state columns of its input) and emits keys and results; SINGLE
 * takes raw rows and emits results. Without keys there is exactly one output row, also for an empty
 * input (in PARTIAL too).
 *
 * @param groupKeys input columns, output first and in this order
 * @param aggregates the aggregates, output after the keys
 * @param schema key columns, then result (or, if PARTIAL, state) columns
 */
public record AggregateNode(
    int id,
    PhysicalNode input,
    Phase phase,
    List<Integer> groupKeys,
    List<AggregateCall> aggregates,
    Schema schema)
    implements PhysicalNode {

  public AggregateNode {
    groupKeys = List.copyOf(groupKeys);
    aggregates = List.copyOf(aggregates);
  }

  @Override
  @JsonIgnore
  public List<PhysicalNode> inputs() {
    return List.of(input);
  }

  @Override
  public PhysicalNode withInputs(List<PhysicalNode> newInputs) {
    return new AggregateNode(id, newInputs.get(0), phase, groupKeys, aggregates, schema);
  }

  @Override
  public <R> R accept(PhysicalNodeVisitor<R> visitor) {
    return visitor.visitAggregate(this);
  }

  /** Which half of an aggregation is computed. */
  public enum Phase {
    PARTIAL,
    FINAL,
    SINGLE
  }
}
