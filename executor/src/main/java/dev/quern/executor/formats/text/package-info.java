/**
 * Values as text: reading them from bytes into vectors and writing them from vectors, shared by the
 * text formats. Read {@link dev.quern.executor.formats.text.NumberText} and {@link
 * dev.quern.executor.formats.text.DateText} first. Stands on {@code batch} and {@code memory};
 * called by the packages of formats.
 *
 * <p>Always true: no String is made of a value that is written as the formats usually have it.
 */
@NullMarked
package dev.quern.executor.formats.text;

import org.jspecify.annotations.NullMarked;
