package dev.quern.benchmarks.data;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * A table whose rows are computed from their numbers.
 *
 * @param files over how many files the rows are spread, in order and evenly
 */
record GeneratedTable(String name, List<GeneratedColumn> columns, long rowCount, int files) {
  private static final int BATCH_ROWS = 1024;

  GeneratedTable {
    columns = List.copyOf(columns);
  }

  Schema schema() {
    return new Schema(
        columns.stream().map(column -> new Field(column.name(), column.type(), false)).toList());
  }

  /** Returns the statement that declares the table, its files in the folder of its name. */
  String createStatement(String format) {
    return columns.stream()
            .map(column -> "  " + column.name() + " " + column.type().sqlName() + " NOT NULL")
            .collect(Collectors.joining(",\n", "CREATE EXTERNAL TABLE " + name + " (\n", "\n)"))
        + " STORED AS "
        + format.toUpperCase(Locale.ROOT)
        + " LOCATION '"
        + name
        + "';\n";
  }

  /** Writes one of the files, numbered from 0, into {@code folder}. */
  void writeFile(int file, Format format, Path folder, BufferAllocator allocator) {
    String path =
        folder
            .resolve(String.format(Locale.ROOT, "part-%05d.%s", file, format.name()))
            .toAbsolutePath()
            .toString();
    long end = rowCount * (file + 1) / files;
    try (BufferAllocator own = allocator.newChildAllocator(path, 0, Long.MAX_VALUE);
        BatchSink sink =
            format.create(
                path,
                schema(),
                Map.of(),
                new WriteContext(own, MemoryPool.unlimited(), bytes -> {}))) {
      for (long row = rowCount * file / files; row < end; row += BATCH_ROWS) {
        sink.add(batch(row, (int) Math.min(BATCH_ROWS, end - row), own));
      }
      sink.finish();
    }
  }

  private Batch batch(long firstRow, int count, BufferAllocator allocator) {
    Schema schema = schema();
    List<FieldVector> vectors = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      FieldVector vector = ArrowTypes.createVector(schema.field(i), allocator);
      vectors.add(vector);
      GeneratedColumn.Filler filler = columns.get(i).filler();
      for (int index = 0; index < count; index++) {
        filler.set(vector, index, firstRow + index);
      }
      vector.setValueCount(count);
    }
    return new Batch(schema, vectors, count);
  }
}
