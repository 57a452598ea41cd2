/**
 * Java values as constants of a plan: {@link dev.quern.engine.values.Literals}. Called by the
 * driver and the embedding API.
 */
@NullMarked
package dev.quern.engine.values;

import org.jspecify.annotations.NullMarked;
