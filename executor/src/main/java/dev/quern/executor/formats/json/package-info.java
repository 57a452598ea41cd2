/**
 * JSON: one object a line, an array of objects, or objects one after the other. {@link
 * dev.quern.executor.formats.json.JsonFormat} is the door; a scan finds records ({@code
 * JsonRecords}), walks over their keys ({@code RecordDecoder}) and writes the values of the columns
 * it needs into vectors. Stands on {@code formats.text}.
 *
 * <p>Always true: which rows a file has does not depend on where it is cut, and a value that is not
 * asked for is passed over, but its syntax is checked.
 */
@NullMarked
package dev.quern.executor.formats.json;

import org.jspecify.annotations.NullMarked;
