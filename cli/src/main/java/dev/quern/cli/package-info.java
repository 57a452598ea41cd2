/**
 * The {@code quern} command: {@link dev.quern.cli.Main} reads options, runs statements and prints
 * results. Stands on the engine; nothing calls it.
 */
@NullMarked
package dev.quern.cli;

import org.jspecify.annotations.NullMarked;
