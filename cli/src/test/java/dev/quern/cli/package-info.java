/** Tests of the command as a person runs it; read {@link dev.quern.cli.WrongInputTest} first. */
@NullMarked
package dev.quern.cli;

import org.jspecify.annotations.NullMarked;
