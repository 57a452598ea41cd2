/**
 * The physical plan: one record for each operator, read {@link dev.quern.plan.nodes.PhysicalNode}
 * first. Made by the optimizer, run by the executor; can be built by hand, printed, drawn and sent.
 */
@NullMarked
package dev.quern.plan.nodes;

import org.jspecify.annotations.NullMarked;
