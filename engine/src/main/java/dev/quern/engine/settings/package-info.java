/**
 * Settings as text: {@link dev.quern.engine.settings.Settings} reads what users write on the
 * command line, in a JDBC URL or in {@code SET}, all by the same names.
 */
@NullMarked
package dev.quern.engine.settings;

import org.jspecify.annotations.NullMarked;
