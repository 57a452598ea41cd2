/** Programs that measure operators; run by hand. */
@NullMarked
package dev.quern.executor.operators.profile;

import org.jspecify.annotations.NullMarked;
