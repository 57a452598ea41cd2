/**
 * What a user may see go wrong. Read {@link dev.quern.plan.errors.QueryException} first. Every
 * module throws these; nothing here calls anything else.
 */
@NullMarked
package dev.quern.plan.errors;

import org.jspecify.annotations.NullMarked;
