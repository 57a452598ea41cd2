/**
 * CSV files: {@link dev.quern.executor.formats.csv.CsvFormat} is the door. {@code CsvScan} reads a
 * task's splits through a {@code TextWindow} (bytes), a {@code RowIndex} (where rows and fields
 * begin) and {@code ValueDecoder}s (bytes to vectors); {@code CsvInspection} finds dialect, names
 * and types. Called through {@link dev.quern.executor.formats.Format} alone; calls {@code batch},
 * {@code memory} and {@code expressions}.
 *
 * <p>What must always be true: a row belongs to the split in which its first byte lies; what a
 * split that guessed its start has emitted counts only after its report was verified, so an error
 * in it is raised only if the guess was right.
 */
@NullMarked
package dev.quern.executor.formats.csv;

import org.jspecify.annotations.NullMarked;
