/**
 * Inner loops measured with JMH, each class with its physical reference beside it: {@link
 * dev.quern.benchmarks.micro.MicroCommand} runs them. Loops that are no public part of the executor
 * are reached by queries on one thread over files in memory.
 */
@NullMarked
package dev.quern.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
