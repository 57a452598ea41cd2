package dev.quern.jdbc;

import dev.quern.parser.analysis.ColumnOrigins;
import dev.quern.plan.types.Schema;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Walks over rows, forwards only. Not thread-safe. */
interface RowCursor {
  Schema schema();

  /** Returns where the columns come from. */
  ColumnOrigins origins();

  /** Moves to the next row; false, and nothing held any more, after the last one. */
  boolean next() throws SQLException;

  /** Returns a value (columns from 0) of the current row as the engine has it. */
  @Nullable Object value(int column);

  /** Frees what the rows hold; may be called again. */
  void close() throws SQLException;
}
