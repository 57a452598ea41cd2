/** The measured queries and the comparison of their answers. */
@NullMarked
package dev.quern.benchmarks.queries;

import org.jspecify.annotations.NullMarked;
