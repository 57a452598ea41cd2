/**
 * Finds the files behind a path, a folder or a glob and the columns that {@code key=value} folders
 * stand for. Read {@link dev.quern.executor.formats.listing.FileListing}. Called by the engine;
 * knows no format.
 */
@NullMarked
package dev.quern.executor.formats.listing;

import org.jspecify.annotations.NullMarked;
