package dev.quern.executor.formats.parquet;

import java.util.List;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/**
 * What the end of a file tells about it. Every row group has a column chunk with metadata for each
 * leaf column, and lies inside the file. Immutable.
 *
 * @param footerBytes length of the encoded footer
 */
record Footer(
    String path,
    long fileBytes,
    int footerBytes,
    List<SchemaNode> columns,
    List<RowGroup> rowGroups,
    long rowCount) {

  /** Returns the column of that name, preferably in the same case, or null. */
  @Nullable SchemaNode column(String name) {
    SchemaNode otherCase = null;
    for (SchemaNode column : columns) {
      if (column.name().equals(name)) {
        return column;
      }
      if (otherCase == null && column.name().equalsIgnoreCase(name)) {
        otherCase = column;
      }
    }
    return otherCase;
  }

  /** Returns the offset of the first page of a column chunk. */
  static long start(ColumnMetaData chunk) {
    long data = chunk.getData_page_offset();
    long dictionary = chunk.isSetDictionary_page_offset() ? chunk.getDictionary_page_offset() : 0;
    // Some writers put 0 or a later place for "no dictionary".
    return dictionary > 0 && dictionary < data ? dictionary : data;
  }

  /** Returns where a row group begins; splits own the row groups that begin in them. */
  static long start(RowGroup rowGroup) {
    return rowGroup.getColumns().isEmpty()
        ? rowGroup.getFile_offset()
        : start(rowGroup.getColumns().get(0).getMeta_data());
  }
}
