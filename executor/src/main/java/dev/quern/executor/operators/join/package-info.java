/**
 * Joins. {@link dev.quern.executor.operators.join.JoinOperators} is the door; read {@code
 * HashJoinOperator} first: it holds one side in a {@code JoinTable} and streams the other through a
 * {@code JoinProbe}. {@code JoinShape} says which rows each kind of join emits.
 */
@NullMarked
package dev.quern.executor.operators.join;

import org.jspecify.annotations.NullMarked;
