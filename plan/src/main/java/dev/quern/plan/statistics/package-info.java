/**
 * What is known of a table's data before it is read: {@link
 * dev.quern.plan.statistics.TableStatistics}.
 */
@NullMarked
package dev.quern.plan.statistics;

import org.jspecify.annotations.NullMarked;
