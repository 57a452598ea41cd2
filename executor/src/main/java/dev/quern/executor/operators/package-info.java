/**
 * The running operators: one package a family, one {@link dev.quern.executor.batch.BatchSource} for
 * each plan node. Called by the worker; calls formats, exchange, expressions and memory through
 * their interfaces.
 */
@NullMarked
package dev.quern.executor.operators;

import org.jspecify.annotations.NullMarked;
