/**
 * Writes the TPC-H data set, for the demo, tests and benchmarks: {@link
 * dev.quern.cli.tpch.TpchGenerator}.
 */
@NullMarked
package dev.quern.cli.tpch;

import org.jspecify.annotations.NullMarked;
