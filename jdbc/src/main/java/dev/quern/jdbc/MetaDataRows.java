package dev.quern.jdbc;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a metadata result. Columns are given as the specification lists them, separated by
 * blanks: a name alone is text, {@code NAME:i} an int, {@code NAME:s} a short, {@code NAME:l} a
 * long, {@code NAME:b} a boolean.
 */
final class MetaDataRows {
  private final Schema schema;
  private final List<List<@Nullable Object>> rows = new ArrayList<>();

  MetaDataRows(String columns) {
    List<Field> fields = new ArrayList<>();
    for (String column : Arrays.asList(columns.split(" ", -1))) {
      int colon = column.indexOf(':');
      String name = colon < 0 ? column : column.substring(0, colon);
      fields.add(Field.of(name, colon < 0 ? DataTypes.VARCHAR : type(column.charAt(colon + 1))));
    }
    this.schema = new Schema(fields);
  }

  private static DataType type(char letter) {
    switch (letter) {
      case 'i':
        return DataTypes.INTEGER;
      case 's':
        return DataTypes.SMALLINT;
      case 'l':
        return DataTypes.BIGINT;
      case 'b':
        return DataTypes.BOOLEAN;
      default:
        throw new IllegalArgumentException("no type of metadata columns: " + letter);
    }
  }

  /** Adds a row: a String, Number, Boolean or null for each column. */
  void add(@Nullable Object... cells) {
    if (cells.length != schema.size()) {
      throw new IllegalStateException(cells.length + " cells for " + schema.size() + " columns");
    }
    rows.add(Arrays.asList(cells));
  }

  /** Returns the rows as a result; closing the connection closes it too. */
  QuernResultSet toResultSet(QuernConnection connection) {
    return toResultSet(null, connection);
  }

  /** As above, and {@code statement} is named as the one that gave the rows. */
  QuernResultSet toResultSet(@Nullable QuernStatement statement, QuernConnection connection) {
    QuernResultSet result =
        new QuernResultSet(statement, connection::closed, new ListCursor(schema, rows), 0);
    connection.opened(result);
    return result;
  }
}
