/**
 * Chooses operators for an algebra tree: {@link dev.quern.optimizer.physical.PhysicalPlanner}. One
 * class for each family of operators. This is where Calcite ends: what comes out consists of plan
 * records only, and every node puts out just the columns that its reader needs.
 */
@NullMarked
package dev.quern.optimizer.physical;

import org.jspecify.annotations.NullMarked;
