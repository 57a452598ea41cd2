/**
 * What the parser must know of a function that the executor implements: {@link
 * dev.quern.plan.functions.FunctionSignature}. The executor's registry makes the signatures, the
 * engine hands them to the parser, so each function is declared once.
 */
@NullMarked
package dev.quern.plan.functions;

import org.jspecify.annotations.NullMarked;
