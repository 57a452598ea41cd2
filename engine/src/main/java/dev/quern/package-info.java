/**
 * Quern inside a Java program. Read {@link dev.quern.Quern} first: it opens {@link
 * dev.quern.QuernSession}s, which have tables and run SQL; {@link dev.quern.QueryRows} gives the
 * rows as Arrow batches, as {@link dev.quern.Row}s or as Java records. Stands on {@code engine};
 * nothing of ours stands on it. Errors are {@link dev.quern.plan.errors.QueryException}s.
 */
@NullMarked
package dev.quern;

import org.jspecify.annotations.NullMarked;
