package dev.quern.plan.stages;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.Map;

/**
 * A query ready to run.
 *
 * @param stages in an order in which every stage follows those it reads; the last one makes the
 *     result, its output is GATHER
 * @param estimates expected output by operator id, as far as known
 */
public record StageGraph(List<Stage> stages, Map<Integer, Estimate> estimates) {
  public StageGraph {
    stages = List.copyOf(stages);
    estimates = Map.copyOf(estimates);
    for (int i = 0; i < stages.size(); i++) {
      if (stages.get(i).id() != i) {
        throw new IllegalArgumentException("stage " + stages.get(i).id() + " stands at place " + i);
      }
    }
  }

  /** Returns the stage that makes the result. */
  @JsonIgnore
  public Stage rootStage() {
    return stages.get(stages.size() - 1);
  }

  /** Returns the columns of the result. */
  @JsonIgnore
  public Schema schema() {
    return rootStage().root().schema();
  }
}
