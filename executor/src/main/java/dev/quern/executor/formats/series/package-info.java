/**
 * Numbers that come from no file: what {@code range} and {@code generate_series} give in FROM.
 * Begin with {@link dev.quern.executor.formats.series.Series}.
 */
@NullMarked
package dev.quern.executor.formats.series;

import org.jspecify.annotations.NullMarked;
