/**
 * The parser that the build generates from Calcite's grammar and {@code src/main/codegen}. Only
 * {@link dev.quern.parser.syntax.StatementParser} calls it.
 */
@NullUnmarked
package dev.quern.parser.syntax.generated;

import org.jspecify.annotations.NullUnmarked;
