package dev.quern.executor.scheduler;

import dev.quern.plan.errors.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt has failed.
 *
 * @param lostOutput the output that was missing or damaged when the attempt read it, or null
 */
public record TaskFailure(
    AttemptId id, ErrorCode code, String message, @Nullable AttemptId lostOutput) {}
