/**
 * What formats of every kind need: {@link dev.quern.executor.formats.files.FileOutput} writes a
 * file that appears when it is whole, {@link dev.quern.executor.formats.files.OptionValue} reads
 * the options that users give. Called by the formats; knows none of them.
 */
@NullMarked
package dev.quern.executor.formats.files;

import org.jspecify.annotations.NullMarked;
