package dev.quern.engine;

import dev.quern.executor.expressions.functions.user.UserAggregate;
import dev.quern.executor.expressions.functions.user.UserFunction;
import dev.quern.executor.expressions.functions.user.UserFunctions;
import dev.quern.plan.functions.FunctionSignature;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlAggFunction;

/** Finds the Java functions and aggregates of a query that cannot leave this process. */
final class UserFunctionCalls extends RexShuttle {
  private final UserFunctions functions;
  private final Set<String> found = new TreeSet<>();

  private UserFunctionCalls(UserFunctions functions) {
    this.functions = functions;
  }

  /** Returns their names, those of sub-queries too. */
  static Set<String> bound(RelNode root, UserFunctions functions) {
    if (functions.arePortable()) {
      return Set.of();
    }
    UserFunctionCalls calls = new UserFunctionCalls(functions);
    calls.visit(root);
    return calls.found;
  }

  private void visit(RelNode node) {
    if (node instanceof Aggregate aggregate) {
      aggregate.getAggCallList().forEach(call -> noteAggregate(call.getAggregation()));
    }
    var unused = node.accept(this);
    node.getInputs().forEach(this::visit);
  }

  @Override
  public RexNode visitCall(RexCall call) {
    String name = call.getOperator().getName();
    if (name.startsWith(FunctionSignature.JAVA_PREFIX)) {
      UserFunction function = functions.find(name);
      if (!function.isPortable()) {
        found.add(function.name());
      }
    }
    return super.visitCall(call);
  }

  @Override
  public RexNode visitOver(RexOver over) {
    noteAggregate(over.getAggOperator());
    return super.visitOver(over);
  }

  private void noteAggregate(SqlAggFunction called) {
    if (called.getName().startsWith(FunctionSignature.JAVA_PREFIX)) {
      UserAggregate aggregate = functions.findAggregate(called.getName());
      if (!aggregate.isPortable()) {
        found.add(aggregate.name());
      }
    }
  }

  @Override
  public RexNode visitSubQuery(RexSubQuery subQuery) {
    visit(subQuery.rel);
    return super.visitSubQuery(subQuery);
  }
}
