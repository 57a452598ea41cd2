package dev.quern.optimizer.physical;

import dev.quern.optimizer.statistics.ColumnEstimate;
import dev.quern.optimizer.statistics.RelationEstimate;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.nodes.AggregateCall;
import dev.quern.plan.nodes.AggregateNode;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.nodes.WriteNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.List;

/**
 * Plans {@code COPY}: a single file is written by one task, a folder by all; one count comes out.
 */
final class WritePlanner {
  private final PlanningContext context;

  WritePlanner(PlanningContext context) {
    this.context = context;
  }

  Planned plan(Planned rows, WriteTarget target) {
    Planned input = target.singleFile() ? context.gather(rows) : rows;
    WriteNode write =
        new WriteNode(
            context.nextId(),
            input.node(),
            target.format(),
            target.path(),
            target.singleFile(),
            target.options());
    Planned counts =
        context.noted(
            new Planned(
                write,
                Planned.Columns.identity(1),
                input.distribution().isSingle() ? Distribution.SINGLE : Distribution.ANYWHERE,
                new RelationEstimate(
                    1, List.of(new ColumnEstimate(1, 0, Double.NaN, Double.NaN, Long.BYTES)))));
    if (counts.distribution().isSingle()) {
      return counts;
    }
    return total(context.gather(counts));
  }

  /** Adds up the rows that each task has written. */
  private Planned total(Planned counts) {
    Field count = counts.schema().field(0);
    DataType sumType = DataType.decimal(DataType.DecimalType.MAX_PRECISION, 0);
    Field sum = Field.of(count.name(), sumType);
    AggregateCall call =
        new AggregateCall(
            "sum", List.of(0), -1, false, List.of(), sum, List.of(count), List.of(sum));
    PhysicalNode aggregate =
        new AggregateNode(
            context.nextId(),
            counts.node(),
            AggregateNode.Phase.SINGLE,
            List.of(),
            List.of(call),
            Schema.of(sum));
    ProjectNode project =
        new ProjectNode(
            context.nextId(),
            aggregate,
            List.of(new Cast(ColumnReference.of(0, sum), DataTypes.BIGINT, false)),
            Schema.of(Field.of(count.name(), DataTypes.BIGINT)));
    return counts.with(project, Distribution.SINGLE);
  }
}
