/**
 * How long a user waits for the first answer: {@link dev.quern.benchmarks.startup.StartUpCommand}.
 */
@NullMarked
package dev.quern.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
