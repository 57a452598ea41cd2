/**
 * The one door to Quern: {@link dev.quern.engine.Engine} holds what queries share, a {@link
 * dev.quern.engine.Session} has tables, views and settings and runs statements. Called by the
 * driver, the command line and Java programs.
 */
@NullMarked
package dev.quern.engine;

import org.jspecify.annotations.NullMarked;
