/**
 * The tables that the workloads read, written by programs so that everyone has the same rows. Start
 * with {@link dev.quern.benchmarks.data.DataSet}.
 */
@NullMarked
package dev.quern.benchmarks.data;

import org.jspecify.annotations.NullMarked;
