package dev.quern.cli.tpch;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Schema;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.jspecify.annotations.Nullable;

/** One part of a generated table as batches. */
final class TpchBatches<E extends TpchEntity> {
  private static final int BATCH_ROWS = 4096;

  private final TpchTable<E> table;
  private final Schema schema;
  private final Iterator<E> rows;
  private final BufferAllocator allocator;

  TpchBatches(
      TpchTable<E> table, double scale, int part, int partCount, BufferAllocator allocator) {
    this.table = table;
    this.schema = TpchSchema.of(table);
    this.rows = table.createGenerator(scale, part, partCount).iterator();
    this.allocator = allocator;
  }

  /** Returns the next rows, owned by the caller, or null at the end. */
  @Nullable Batch next() {
    if (!rows.hasNext()) {
      return null;
    }
    List<E> entities = new ArrayList<>(BATCH_ROWS);
    while (entities.size() < BATCH_ROWS && rows.hasNext()) {
      entities.add(rows.next());
    }
    List<FieldVector> vectors = new ArrayList<>();
    List<TpchColumn<E>> columns = table.getColumns();
    for (int i = 0; i < columns.size(); i++) {
      FieldVector vector = ArrowTypes.createVector(schema.field(i), allocator);
      vectors.add(vector);
      fill(vector, schema.type(i), columns.get(i), entities);
      vector.setValueCount(entities.size());
    }
    return new Batch(schema, vectors, entities.size());
  }

  private void fill(FieldVector vector, DataType type, TpchColumn<E> column, List<E> entities) {
    for (int row = 0; row < entities.size(); row++) {
      E entity = entities.get(row);
      if (type instanceof DataType.DecimalType) {
        ((BigIntVector) vector).setSafe(row, Math.round(column.getDouble(entity) * 100));
      } else if (type instanceof DataType.IntegerType integer && integer.bits() == 64) {
        ((BigIntVector) vector).setSafe(row, column.getIdentifier(entity));
      } else if (type instanceof DataType.IntegerType) {
        ((IntVector) vector).setSafe(row, column.getInteger(entity));
      } else if (type instanceof DataType.DateType) {
        ((DateDayVector) vector).setSafe(row, column.getDate(entity));
      } else {
        ((VarCharVector) vector)
            .setSafe(row, column.getString(entity).getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
