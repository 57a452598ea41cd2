/**
 * Functions on dates, times and intervals: {@link
 * dev.quern.executor.expressions.functions.datetime.DateTimeFunctions} declares them. Dates are
 * days since 1970-01-01 in the proleptic Gregorian calendar, times and timestamps microseconds.
 */
@NullMarked
package dev.quern.executor.expressions.functions.datetime;

import org.jspecify.annotations.NullMarked;
