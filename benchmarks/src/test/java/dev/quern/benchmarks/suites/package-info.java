/**
 * Test suites that others wrote, run through the JDBC driver over files that an embedded DuckDB has
 * written. {@link dev.quern.benchmarks.suites.SkipList} names what cannot pass, and why.
 */
@NullMarked
package dev.quern.benchmarks.suites;

import org.jspecify.annotations.NullMarked;
