/**
 * Arrow IPC, the file format and the stream format. {@link
 * dev.quern.executor.formats.arrow.ArrowFormat} is the door; {@code IpcFile} finds messages, {@code
 * MessageBody} reads the buffers of the columns that a query needs, {@code ColumnLoader} turns them
 * into the engine's vectors.
 *
 * <p>Always true: lengths and offsets of a file are checked before memory is taken or read.
 */
@NullMarked
package dev.quern.executor.formats.arrow;

import org.jspecify.annotations.NullMarked;
