package dev.quern.executor.formats.parquet;

import dev.quern.plan.types.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a file or a part of a nested one.
 *
 * @param type the type as which it appears unless the reader wants another
 * @param definition definition level from which on this node is not null
 * @param elementDefinition for lists and maps: definition level from which on there is an element;
 *     else equal to {@code definition}
 * @param elementRepetition for lists and maps: repetition level of the second and later elements;
 *     else that of the enclosing list
 * @param leaf present for LEAF only
 * @param children members of a STRUCT, element of a LIST, key and value of a MAP
 */
record SchemaNode(
    String name,
    Kind kind,
    DataType type,
    boolean nullable,
    int definition,
    int elementDefinition,
    int elementRepetition,
    @Nullable LeafColumn leaf,
    List<SchemaNode> children) {

  /** The shape of a node. */
  enum Kind {
    LEAF,
    STRUCT,
    LIST,
    MAP
  }

  /** Returns whether each row has exactly one value, maybe null, and nothing encloses it. */
  boolean isFlat() {
    return leaf != null && leaf.maxRepetition() == 0;
  }
}
