/**
 * Where the tables of a query come from: {@link dev.quern.parser.catalog.Catalog}, which the engine
 * implements. Knows no Calcite; called by {@code analysis}.
 */
@NullMarked
package dev.quern.parser.catalog;

import org.jspecify.annotations.NullMarked;
