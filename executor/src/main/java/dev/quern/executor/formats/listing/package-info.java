/**
 * Finds the files behind a path, a folder or a glob and the columns that {@code key=value} folders
 * stand for, and tells which files a filter leaves out by them. Read {@link
 * dev.quern.executor.formats.listing.FileListing}, then {@link
 * dev.quern.executor.formats.listing.PartitionPruner}. Called by the engine; knows no format.
 */
@NullMarked
package dev.quern.executor.formats.listing;

import org.jspecify.annotations.NullMarked;
