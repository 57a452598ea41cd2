/**
 * The JDBC driver: {@link dev.quern.jdbc.QuernDriver} opens {@code
 * jdbc:quern:FOLDER?name=value&...}. An implementation of {@code java.sql} over the engine in the
 * same process.
 */
@NullMarked
package dev.quern.jdbc;

import org.jspecify.annotations.NullMarked;
