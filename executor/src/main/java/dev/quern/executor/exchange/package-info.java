/**
 * Rows between tasks: partitioning, blocks, sending and receiving. Stands on {@code batch} and
 * {@code memory}.
 */
@NullMarked
package dev.quern.executor.exchange;

import org.jspecify.annotations.NullMarked;
