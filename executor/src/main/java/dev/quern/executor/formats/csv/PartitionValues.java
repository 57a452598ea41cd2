package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.text.ColumnBuffer;
import dev.quern.executor.formats.text.TextWindow;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The partition columns of the file that is being read: one value each, the same for all rows. */
final class PartitionValues implements AutoCloseable {
  private final Schema schema;
  private final BufferAllocator allocator;
  private final List<ColumnBuffer> values = new ArrayList<>();
  private final int[] zeros;

  PartitionValues(ScanRequest request) {
    this.schema = request.scan().source().partitionSchema();
    this.allocator = request.allocator();
    this.zeros = new int[schema.size() == 0 ? 0 : request.batchRows()];
  }

  /** Reads the values of a file. */
  void startFile(SourceFile file) {
    closeValues();
    for (int i = 0; i < schema.size(); i++) {
      ColumnBuffer value = new ColumnBuffer(schema.field(i), 1, allocator);
      values.add(value);
      write(file, i, file.partitionValues().get(i), value);
    }
  }

  /** Writes {@code count} times the value of a partition column. */
  void fill(int partitionColumn, int count, ColumnBuffer target, int firstRow) {
    target.gather(values.get(partitionColumn), zeros, count, firstRow);
  }

  private void write(SourceFile file, int column, @Nullable String value, ColumnBuffer target) {
    Field field = schema.field(column);
    RowProblems problems = new PartitionProblems(file, field, String.valueOf(value));
    // Folder names know neither quotes nor null strings, and follow no option of the file.
    CsvDialect dialect =
        new CsvDialect(CsvOptions.NONE, CsvOptions.NONE, CsvOptions.NONE, CsvOptions.NONE, 1);
    byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
    try (FieldText text = new FieldText(dialect, List.of(), allocator);
        ArrowBuf buffer = allocator.buffer(bytes.length + TextWindow.PADDING)) {
      long start = buffer.memoryAddress();
      Memory.copyFrom(bytes, 0, start, bytes.length);
      ValueDecoder decoder =
          new ValueDecoders(CsvOptions.parse(Map.of()), dialect, text, problems)
              .decoder(column, field);
      decoder.writeConstant(start, value == null ? start - 1 : start + bytes.length, target);
    }
  }

  @Override
  public void close() {
    closeValues();
  }

  private void closeValues() {
    values.forEach(ColumnBuffer::close);
    values.clear();
  }

  private record PartitionProblems(SourceFile file, Field field, String value)
      implements RowProblems {
    @Override
    public boolean keepRaggedRow(int start, int end) {
      return true;
    }

    @Override
    public void unclosedQuote(int start) {}

    @Override
    public void rowTooLong(int start) {}

    @Override
    public void badValue(int row, int column, int start, int end, BadValue problem) {
      throw new QueryException(
          ErrorCode.INVALID_CAST,
          "Cannot read partition column as "
              + field.type().sqlName()
              + ": file="
              + file.path()
              + ", column="
              + field.name()
              + ", value=\""
              + value
              + "\", reason="
              + problem.reason());
    }
  }
}
