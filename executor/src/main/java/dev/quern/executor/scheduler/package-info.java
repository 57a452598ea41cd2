/**
 * Stages, tasks, retries: {@link dev.quern.executor.scheduler.QueryScheduler} is a pure state
 * machine that knows plans and task states only. {@link
 * dev.quern.executor.scheduler.SchedulerEvent}s go in, {@link
 * dev.quern.executor.scheduler.SchedulerCommand}s come out; it has no clock, no thread and touches
 * no file. Called by {@code queries}, which carries the commands out; its values travel to workers.
 */
@NullMarked
package dev.quern.executor.scheduler;

import org.jspecify.annotations.NullMarked;
