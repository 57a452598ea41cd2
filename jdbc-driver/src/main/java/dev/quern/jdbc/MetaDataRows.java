package dev.quern.jdbc;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.VarCharVector;
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
    BufferAllocator allocator = connection.session().engine().allocator();
    QuernResultSet result =
        new QuernResultSet(
            null, connection::closed, new Source(schema, rows, allocator), 0, Long.MAX_VALUE);
    connection.opened(result);
    return result;
  }

  private static final class Source implements BatchSource {
    private final Schema schema;
    private final List<List<@Nullable Object>> rows;
    private final BufferAllocator allocator;
    private boolean isDone;

    Source(Schema schema, List<List<@Nullable Object>> rows, BufferAllocator allocator) {
      this.schema = schema;
      this.rows = rows;
      this.allocator = allocator;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public @Nullable Batch next() {
      if (isDone || rows.isEmpty()) {
        return null;
      }
      isDone = true;
      List<FieldVector> vectors = new ArrayList<>();
      for (int column = 0; column < schema.size(); column++) {
        FieldVector vector = ArrowTypes.createVector(schema.field(column), allocator);
        vector.allocateNew();
        for (int row = 0; row < rows.size(); row++) {
          set(vector, row, rows.get(row).get(column));
        }
        vector.setValueCount(rows.size());
        vectors.add(vector);
      }
      return new Batch(schema, vectors, rows.size());
    }

    private static void set(FieldVector vector, int row, @Nullable Object cell) {
      if (cell == null) {
        return;
      }
      if (vector instanceof IntVector integers) {
        integers.setSafe(row, ((Number) cell).intValue());
      } else if (vector instanceof SmallIntVector integers) {
        integers.setSafe(row, ((Number) cell).shortValue());
      } else if (vector instanceof BigIntVector integers) {
        integers.setSafe(row, ((Number) cell).longValue());
      } else if (vector instanceof BitVector booleans) {
        booleans.setSafe(row, (Boolean) cell ? 1 : 0);
      } else {
        ((VarCharVector) vector).setSafe(row, cell.toString().getBytes(StandardCharsets.UTF_8));
      }
    }

    @Override
    public void close() {
      isDone = true;
    }
  }
}
