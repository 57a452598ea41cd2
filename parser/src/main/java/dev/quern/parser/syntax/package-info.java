/**
 * SQL text to statements. Read {@link dev.quern.parser.syntax.StatementParser} first; it drives the
 * generated parser and turns its errors into ours. A {@link dev.quern.parser.syntax.Statement}
 * keeps the text that it was made from; names and types in it are not checked yet.
 *
 * <p>Called by {@code analysis} and the engine. Calls Calcite's syntax nodes only. Classes that are
 * public without being named here are so for the generated parser.
 */
@NullMarked
package dev.quern.parser.syntax;

import org.jspecify.annotations.NullMarked;
