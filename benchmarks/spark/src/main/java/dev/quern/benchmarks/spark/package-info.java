/** Spark SQL as a rival: {@link dev.quern.benchmarks.spark.SparkMain} is its process. */
@NullMarked
package dev.quern.benchmarks.spark;

import org.jspecify.annotations.NullMarked;
