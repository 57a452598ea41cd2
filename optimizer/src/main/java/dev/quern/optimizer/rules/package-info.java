/**
 * The logical phases, each a rewrite of one algebra tree into an equivalent one; {@link
 * dev.quern.optimizer.rules.LogicalPhases} lists them in their order and is to be read first. They
 * may ask {@code statistics} for estimates, but an estimate never decides what is right.
 */
@NullMarked
package dev.quern.optimizer.rules;

import org.jspecify.annotations.NullMarked;
