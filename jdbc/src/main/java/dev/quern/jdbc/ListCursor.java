package dev.quern.jdbc;

import dev.quern.parser.analysis.ColumnOrigins;
import dev.quern.plan.types.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The few rows of metadata or of an array's elements. */
final class ListCursor implements RowCursor {
  private final Schema schema;
  private final List<List<@Nullable Object>> rows;
  private int index = -1;

  ListCursor(Schema schema, List<List<@Nullable Object>> rows) {
    this.schema = schema;
    this.rows = rows;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public ColumnOrigins origins() {
    return ColumnOrigins.NONE;
  }

  @Override
  public boolean next() {
    index++;
    return index < rows.size();
  }

  @Override
  public @Nullable Object value(int column) {
    return rows.get(index).get(column);
  }

  @Override
  public void close() {}
}
