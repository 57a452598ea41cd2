/**
 * The physical plan cut at its exchanges: {@link dev.quern.plan.stages.StageGraph}, with its JSON
 * codec. What the optimizer hands to the executor, and what a coordinator sends to its workers.
 */
@NullMarked
package dev.quern.plan.stages;

import org.jspecify.annotations.NullMarked;
