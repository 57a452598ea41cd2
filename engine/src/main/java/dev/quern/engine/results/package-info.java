/**
 * Reads values out of batches for people and programs: {@link
 * dev.quern.engine.results.ColumnReader} gives Java objects and text, {@link
 * dev.quern.engine.results.ArrowExport} plain Arrow data. Called by the driver and the command
 * line.
 */
@NullMarked
package dev.quern.engine.results;

import org.jspecify.annotations.NullMarked;
