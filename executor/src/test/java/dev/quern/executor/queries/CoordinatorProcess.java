package dev.quern.executor.queries;

import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.settings.SchedulerKind;
import dev.quern.plan.stages.StageGraph;
import java.util.Map;

/** A program that runs a query which never ends, for tests that end the program instead. */
public final class CoordinatorProcess {
  private CoordinatorProcess() {}

  /** Arguments: the folder for temporary files, and a file that does not exist. */
  public static void main(String[] arguments) {
    StageGraph graph =
        TestGraphs.oneStage(RowsFormat.scan(1, Map.of("wait_for", arguments[1]), 100));
    QuerySettings settings =
        new QuerySettings(SchedulerKind.PROCESSES, 2, 2, 1 << 20, arguments[0], 0, 10, 500);
    QueryExecutor executor =
        QueryExecutors.create(new TestServices(), ExecutorSettings.ofThisProcess());
    executor.execute(graph, settings, QueryListener.NONE).next();
  }
}
