package dev.quern.executor.formats.parquet;

import org.jspecify.annotations.Nullable;

/**
 * One list, map or struct on the way from a nested column down to one of its leaves, while values
 * are put together. The first leaf below it writes the {@link StructureOutput}; the others only
 * count along, to see whether they agree.
 */
final class NestedStep {
  final boolean isList;
  final int definition;
  final int elementDefinition;
  final int elementRepetition;

  /** How many values and elements this leaf has seen in the current window. */
  int rows;

  int elements;

  private @Nullable StructureOutput output;

  NestedStep(SchemaNode node) {
    this.isList = node.kind() != SchemaNode.Kind.STRUCT;
    this.definition = node.definition();
    this.elementDefinition = node.elementDefinition();
    this.elementRepetition = node.elementRepetition();
  }

  /** Begins a window. */
  void start(@Nullable StructureOutput newOutput) {
    output = newOutput;
    rows = 0;
    elements = 0;
  }

  void add(int definitionLevel) {
    StructureOutput target = output;
    if (target != null) {
      target.add(definitionLevel >= definition, elements);
    }
    rows++;
  }
}
