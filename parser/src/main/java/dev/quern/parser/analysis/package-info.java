/**
 * Statements to relational algebra. Read {@link dev.quern.parser.analysis.Analyzer} first: it finds
 * the tables ({@code TableResolver}), checks names and types (Calcite's validator over our type
 * system and operator table), and converts. What leaves here is valid SQL with known types.
 *
 * <p>Called by the engine and the optimizer.
 */
@NullMarked
package dev.quern.parser.analysis;

import org.jspecify.annotations.NullMarked;
