/**
 * The tables of a session: declared ones, views, folders opened as a schema, and files named in
 * queries. Read {@link dev.quern.engine.catalog.SessionCatalog}; called by sessions and, through
 * the parser's interface, by analysis.
 */
@NullMarked
package dev.quern.engine.catalog;

import org.jspecify.annotations.NullMarked;
