/**
 * How a query is to run: {@link dev.quern.plan.settings.QuerySettings}, one immutable record passed
 * in everywhere.
 */
@NullMarked
package dev.quern.plan.settings;

import org.jspecify.annotations.NullMarked;
