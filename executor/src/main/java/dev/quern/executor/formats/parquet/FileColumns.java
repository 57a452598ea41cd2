package dev.quern.executor.formats.parquet;

import dev.quern.executor.formats.listing.PartitionLiteral;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of the table's columns come from in one file: a column of the same name, the
 * file's folder, or nowhere (NULL).
 */
final class FileColumns {
  private final ScanSource source;
  private final SourceFile file;
  private final Footer footer;

  FileColumns(ScanSource source, SourceFile file, Footer footer) {
    this.source = source;
    this.file = file;
    this.footer = footer;
  }

  /** Returns the table's column. */
  Field field(int tableColumn) {
    int fileColumns = source.fileSchema().size();
    return tableColumn < fileColumns
        ? source.fileSchema().field(tableColumn)
        : source.partitionSchema().field(tableColumn - fileColumns);
  }

  /**
   * Returns the file's column, or null if the table column has the same value in the whole file.
   *
   * @throws QueryException if the file's column cannot be read as the table's
   */
  @Nullable SchemaNode node(int tableColumn) {
    SchemaNode node = find(tableColumn);
    if (node != null) {
      check(node, field(tableColumn));
    }
    return node;
  }

  /** Like {@link #node}, but whether the column can be read is not checked. */
  @Nullable SchemaNode find(int tableColumn) {
    return tableColumn < source.fileSchema().size()
        ? footer.column(field(tableColumn).name())
        : null;
  }

  /** Returns what is known of a column without node. */
  ColumnRange constantRange(int tableColumn) {
    Literal value = constantValue(tableColumn);
    return value.isNull()
        ? ColumnRange.ALL_NULL
        : ColumnRange.ofConstant(PartitionValue.bound(value));
  }

  /** Checks that the given table columns can be read from this file. */
  void checkAll(List<Integer> tableColumns) {
    tableColumns.forEach(this::node);
  }

  private void check(SchemaNode node, Field field) {
    if (isUnsupported(node)) {
      throw FileErrors.unsupportedColumn(
          footer.path(), node.name(), "its logical type has no counterpart");
    }
    if (!NestedReader.canRead(node, field.type())) {
      throw incompatible(node.type(), field);
    }
  }

  private static boolean isUnsupported(SchemaNode node) {
    LeafColumn leaf = node.leaf();
    return leaf == null
        ? node.children().stream().anyMatch(FileColumns::isUnsupported)
        : leaf.annotation() == LeafColumn.Annotation.UNSUPPORTED;
  }

  private QueryException incompatible(DataType found, Field field) {
    String declaredBy = source.options().get(ParquetOptions.SCHEMA_FILE);
    return new QueryException(
        ErrorCode.MALFORMED_FILE,
        "Cannot read Parquet column as "
            + field.type().sqlName()
            + ": file="
            + footer.path()
            + ", column="
            + field.name()
            + ", found type="
            + found.sqlName()
            + ", expected type="
            + field.type().sqlName()
            + (declaredBy == null ? "" : " as in file=" + declaredBy));
  }

  /** Returns the value of a column without node as a dictionary of one entry, or none for NULL. */
  Dictionary constant(int tableColumn, BufferAllocator allocator) {
    ColumnOutput output = new ColumnOutput(field(tableColumn), allocator, 2);
    try {
      if (!constantValue(tableColumn).isNull()) {
        appendConstant(tableColumn, 1, output);
      }
      return new Dictionary(output);
    } catch (RuntimeException e) {
      output.close();
      throw e;
    }
  }

  /** Appends {@code rows} times the value of a column without node. */
  void appendConstant(int tableColumn, int rows, ColumnOutput output) {
    Literal value = constantValue(tableColumn);
    if (value.isNull()) {
      output.addNulls(rows);
      return;
    }
    PartitionValue.append(value, rows, output);
  }

  private Literal constantValue(int tableColumn) {
    int partition = tableColumn - source.fileSchema().size();
    Field field = field(tableColumn);
    return partition < 0
        ? Literal.ofNull(field.type())
        : PartitionLiteral.of(file.partitionValues().get(partition), field, file);
  }
}
