/**
 * Stages, tasks, retries: a pure state machine that knows plans and task states only: events in,
 * commands out.
 */
@NullMarked
package dev.quern.executor.scheduler;

import org.jspecify.annotations.NullMarked;
