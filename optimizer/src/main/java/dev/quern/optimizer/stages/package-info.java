/**
 * Cuts a physical plan at its exchanges ({@link dev.quern.optimizer.stages.StageCutter}) and checks
 * the result ({@link dev.quern.optimizer.stages.StageGraphValidator}). Knows plan records only.
 */
@NullMarked
package dev.quern.optimizer.stages;

import org.jspecify.annotations.NullMarked;
