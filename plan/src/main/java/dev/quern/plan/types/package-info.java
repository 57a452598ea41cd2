/**
 * The type system: {@link dev.quern.plan.types.DataType} is a sealed family of records, {@link
 * dev.quern.plan.types.Schema} a list of named, typed columns. Plain Java; calls nothing.
 */
@NullMarked
package dev.quern.plan.types;

import org.jspecify.annotations.NullMarked;
