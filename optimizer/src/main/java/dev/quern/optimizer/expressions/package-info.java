/**
 * Translates Calcite's types, constants and row expressions into the plan's: {@link
 * dev.quern.optimizer.expressions.ExpressionTranslator}. Every implicit conversion becomes a cast,
 * and what can be computed while planning is.
 */
@NullMarked
package dev.quern.optimizer.expressions;

import org.jspecify.annotations.NullMarked;
