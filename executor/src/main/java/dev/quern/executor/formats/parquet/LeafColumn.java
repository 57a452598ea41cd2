package dev.quern.executor.formats.parquet;

import dev.quern.plan.types.DataType;
import org.apache.parquet.format.Type;

/**
 * A column of values in a Parquet file.
 *
 * @param index place among the column chunks of each row group
 * @param name dotted path, for messages
 * @param typeLength bytes of a FIXED_LEN_BYTE_ARRAY, else 0
 * @param maxDefinition definition level of a value that is there
 * @param maxRepetition 0 = at most one value for each row
 * @param type the type as which values appear unless the reader wants another
 */
record LeafColumn(
    int index,
    String name,
    Type physical,
    int typeLength,
    Annotation annotation,
    int maxDefinition,
    int maxRepetition,
    DataType type) {

  /** What the physical value stands for, where the type alone does not tell. */
  enum Annotation {
    NONE,
    UNSIGNED,
    DECIMAL,
    MILLIS,
    MICROS,
    NANOS,
    UUID,
    FLOAT16,
    /** Known to Parquet, without a counterpart here. */
    UNSUPPORTED
  }

  /** Returns the bytes of a physical value, or -1 for byte strings. BOOLEAN has 1. */
  int physicalWidth() {
    return switch (physical) {
      case BOOLEAN -> 1;
      case INT32, FLOAT -> 4;
      case INT64, DOUBLE -> 8;
      case INT96 -> 12;
      case FIXED_LEN_BYTE_ARRAY -> typeLength;
      case BYTE_ARRAY -> -1;
    };
  }
}
