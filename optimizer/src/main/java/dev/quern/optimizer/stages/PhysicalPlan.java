package dev.quern.optimizer.stages;

import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.stages.StageGraph;

/**
 * What the optimizer made of a query.
 *
 * @param logical the algebra tree after all logical phases, as text for people
 * @param physical the operators before they were cut into stages
 * @param stages the same, ready to run
 */
public record PhysicalPlan(String logical, PhysicalNode physical, StageGraph stages) {}
