/**
 * Whole programs: {@link dev.quern.examples.JdbcExample}, {@link dev.quern.examples.JdbiExample},
 * {@link dev.quern.examples.EmbeddedExample} and {@link dev.quern.examples.ArrowExample}. Each has
 * a {@code main} that writes a few files to a temporary folder first.
 */
@NullMarked
package dev.quern.examples;

import org.jspecify.annotations.NullMarked;
