package dev.quern.parser.syntax;

import dev.quern.plan.types.DataType;
import org.jspecify.annotations.Nullable;

/** A declared column; {@code type} is null if it is to be inferred. */
public record ColumnDeclaration(String name, @Nullable DataType type, boolean nullable) {}
