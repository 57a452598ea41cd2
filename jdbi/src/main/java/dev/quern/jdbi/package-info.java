/**
 * A plugin for Jdbi 3: {@link dev.quern.jdbi.QuernPlugin}. Stands on the driver; nothing of ours
 * stands on it.
 */
@NullMarked
package dev.quern.jdbi;

import org.jspecify.annotations.NullMarked;
