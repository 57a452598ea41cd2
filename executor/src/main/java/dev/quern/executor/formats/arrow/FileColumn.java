package dev.quern.executor.formats.arrow;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;

/**
 * A column of a file.
 *
 * @param field the engine's
 * @param type of the values as they stand in the file or in the dictionary
 * @param dictionary null if the values stand in the record batches
 * @param node index of the field's node in each record batch
 * @param firstBuffer index of its first buffer
 */
record FileColumn(
    Field field,
    ArrowType type,
    @Nullable DictionaryEncoding dictionary,
    int node,
    int firstBuffer) {

  /**
   * Finds a table's column in a file by its name.
   *
   * @return the column, or null if the file lacks it: it is NULL there
   * @throws QueryException if it has another type in the file
   */
  static @Nullable FileColumn find(IpcFile file, Field wanted) {
    int node = 0;
    int buffer = 0;
    List<org.apache.arrow.vector.types.pojo.Field> fields = file.schema().getFields();
    for (org.apache.arrow.vector.types.pojo.Field field : fields) {
      if (IpcTypes.hasVaryingLayout(field)) {
        throw IpcErrors.unsupported(file.path(), field.getName(), "type " + field.getType());
      }
      if (field.getName().equals(wanted.name())) {
        checkType(file, field, wanted);
        return new FileColumn(wanted, field.getType(), field.getDictionary(), node, buffer);
      }
      node += IpcTypes.nodeCount(field);
      buffer += IpcTypes.bufferCount(field);
    }
    return null;
  }

  private static void checkType(
      IpcFile file, org.apache.arrow.vector.types.pojo.Field field, Field wanted) {
    DataType found =
        IpcTypes.typeOf(field.getType())
            .orElseThrow(
                () ->
                    IpcErrors.unsupported(file.path(), field.getName(), "type " + field.getType()));
    DictionaryEncoding dictionary = field.getDictionary();
    if (dictionary != null && !IpcTypes.isWidth(dictionary.getIndexType().getBitWidth(), 8)) {
      throw IpcErrors.unsupported(
          file.path(), field.getName(), "indexes of type " + dictionary.getIndexType());
    }
    if (!found.equals(wanted.type())) {
      throw new QueryException(
          ErrorCode.MALFORMED_FILE,
          "Cannot read Arrow column as "
              + wanted.type().sqlName()
              + ": file="
              + file.path()
              + ", column="
              + wanted.name()
              + ", found type="
              + found.sqlName()
              + ", expected type="
              + wanted.type().sqlName()
              + "; declare the type that the file has, and cast it in the query");
    }
  }
}
