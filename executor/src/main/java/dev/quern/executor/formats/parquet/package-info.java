/**
 * Parquet: {@link dev.quern.executor.formats.parquet.ParquetFormat} is the door. Footers and page
 * headers are decoded by Parquet's own Thrift structures, values by the decoders of this package,
 * straight into vectors.
 *
 * <p>Reading, from the outside in: {@code ParquetScan} walks splits and row groups, {@code
 * RowGroupScan} walks windows of rows and filters them, {@code ColumnReader} walks the pages of one
 * column chunk, {@code PageValues} decodes the values of a page, {@code ColumnOutput} is the vector
 * being filled.
 *
 * <p>Writing: {@code ParquetSink} collects batches to a {@code PendingRowGroup}, {@code
 * BackgroundEncoding} has it written by a second thread, {@code ParquetFileWriter} writes row
 * groups and footer, {@code ColumnChunkWriter} one column of one row group.
 *
 * <p>Always true: a file is hostile. Every length is compared with what is there before memory is
 * taken, and everything that is wrong with a file ends as MALFORMED_FILE with file and offset.
 * Decoders throw {@code CorruptDataException}, which {@code ColumnReader} completes with the place.
 */
@NullMarked
package dev.quern.executor.formats.parquet;

import org.jspecify.annotations.NullMarked;
