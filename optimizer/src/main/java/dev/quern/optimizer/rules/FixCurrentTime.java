package dev.quern.optimizer.rules;

import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;

/**
 * Puts the time of planning in the place of CURRENT_DATE and its like, so that every row, task and
 * attempt of a query sees the same.
 */
final class FixCurrentTime extends RexShuttle {
  private final RexBuilder rexBuilder;
  private final LocalDateTime now;

  FixCurrentTime(RexBuilder rexBuilder, ZonedDateTime now) {
    this.rexBuilder = rexBuilder;
    this.now = now.toLocalDateTime().truncatedTo(ChronoUnit.MICROS);
  }

  RelNode apply(RelNode node) {
    List<RelNode> inputs = new ArrayList<>();
    for (RelNode input : node.getInputs()) {
      inputs.add(apply(input));
    }
    RelNode rebuilt =
        inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
    return rebuilt.accept(this);
  }

  @Override
  public RexNode visitCall(RexCall call) {
    switch (call.getOperator().getName()) {
      case "CURRENT_DATE":
        return rexBuilder.ensureType(call.getType(), rexBuilder.makeDateLiteral(date()), false);
      case "CURRENT_TIME":
      case "LOCALTIME":
        return rexBuilder.ensureType(call.getType(), rexBuilder.makeTimeLiteral(time(), 6), false);
      case "CURRENT_TIMESTAMP":
      case "LOCALTIMESTAMP":
        return rexBuilder.ensureType(
            call.getType(), rexBuilder.makeTimestampLiteral(timestamp(), 6), false);
      default:
        return super.visitCall(call);
    }
  }

  @Override
  public RexNode visitSubQuery(RexSubQuery subQuery) {
    RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
    return visited.clone(apply(visited.rel));
  }

  private DateString date() {
    return new DateString(now.getYear(), now.getMonthValue(), now.getDayOfMonth());
  }

  private TimeString time() {
    return new TimeString(now.getHour(), now.getMinute(), now.getSecond()).withNanos(now.getNano());
  }

  private TimestampString timestamp() {
    return new TimestampString(
            now.getYear(),
            now.getMonthValue(),
            now.getDayOfMonth(),
            now.getHour(),
            now.getMinute(),
            now.getSecond())
        .withNanos(now.getNano());
  }
}
