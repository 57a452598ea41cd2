/**
 * The engines, each in a process of its own so that memory and processor time can be told apart.
 */
@NullMarked
package dev.quern.benchmarks.rivals;

import org.jspecify.annotations.NullMarked;
