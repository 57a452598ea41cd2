package dev.quern.executor.operators.join;

/**
 * What must be known of the whole build side to tell an unknown comparison from a false one.
 *
 * @param empty whether it has no rows at all
 * @param hasNullKey whether a row has a null in a key that is not null-safe
 */
record BuildFacts(boolean empty, boolean hasNullKey) {}
