/** Catalogs and schemas for the tests of this module. */
@NullMarked
package dev.quern.parser.testing;

import org.jspecify.annotations.NullMarked;
