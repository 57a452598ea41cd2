/**
 * Prints plans for people: as text, as DOT and as SVG ({@link
 * dev.quern.optimizer.explain.PlanPrinter}), with estimates or with measured figures. Knows plan
 * records only.
 */
@NullMarked
package dev.quern.optimizer.explain;

import org.jspecify.annotations.NullMarked;
