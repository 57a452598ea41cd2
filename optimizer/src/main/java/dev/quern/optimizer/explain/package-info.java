/**
 * Prints plans for people: as text, as DOT and as SVG ({@link
 * dev.quern.optimizer.explain.PlanPrinter}), with estimates or with measured figures. Knows plan
 * records only, except for the logical tree ({@link dev.quern.optimizer.explain.LogicalText}).
 */
@NullMarked
package dev.quern.optimizer.explain;

import org.jspecify.annotations.NullMarked;
