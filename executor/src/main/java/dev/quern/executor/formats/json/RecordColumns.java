package dev.quern.executor.formats.json;

import dev.quern.executor.formats.text.ColumnBuffer;
import dev.quern.executor.formats.text.ValueReader;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** The columns of the batch that is being filled. Rows are written in order. */
final class RecordColumns implements AutoCloseable {
  private final Schema schema;
  private final int capacity;
  private final BufferAllocator allocator;
  private final ValueReader[] readers;
  private final boolean[] takesNumbers;
  private final boolean[] takesTruths;
  private final boolean[] takesAll;
  private final List<ColumnBuffer> buffers = new ArrayList<>();

  /** For each column the number of the record that has set it. */
  private final long[] setBy;

  private long record;
  private int missing;
  private int rowCount;

  RecordColumns(Schema schema, int capacity, BufferAllocator allocator) {
    this.schema = schema;
    this.capacity = capacity;
    this.allocator = allocator;
    this.readers = new ValueReader[schema.size()];
    this.takesNumbers = new boolean[schema.size()];
    this.takesTruths = new boolean[schema.size()];
    this.takesAll = new boolean[schema.size()];
    this.setBy = new long[schema.size()];
    for (int i = 0; i < schema.size(); i++) {
      DataType type = schema.type(i);
      readers[i] = ValueReader.of(type);
      takesNumbers[i] = type.isNumeric();
      takesTruths[i] = type instanceof DataType.BooleanType;
      takesAll[i] = type instanceof DataType.VarcharType;
    }
    Arrays.fill(setBy, -1);
  }

  int rowCount() {
    return rowCount;
  }

  Field field(int column) {
    return schema.field(column);
  }

  /** Begins a row; columns that are not set until {@link #endRow} are null in it. */
  void startRow() {
    if (buffers.size() < schema.size()) {
      allocate();
    }
    record++;
    missing = schema.size();
  }

  private void allocate() {
    for (Field field : schema.fields()) {
      buffers.add(new ColumnBuffer(field, capacity, allocator));
    }
  }

  /**
   * Sets the column of the current row; a later value of the same key wins.
   *
   * @param start of the text: without quotes and escapes if it is a string
   * @return false if the value does not fit the type
   */
  boolean set(int column, JsonKind kind, long start, long end) {
    ColumnBuffer buffer = buffers.get(column);
    if (setBy[column] == record) {
      buffer.setPresent(rowCount);
    } else {
      setBy[column] = record;
      missing--;
    }
    if (kind == JsonKind.NULL) {
      ValueReader.putNull(buffer, rowCount);
      return true;
    }
    boolean fits =
        kind == JsonKind.STRING
            || takesAll[column]
            || (kind == JsonKind.NUMBER && takesNumbers[column])
            || (kind == JsonKind.BOOLEAN && takesTruths[column]);
    return fits && readers[column].read(start, end, buffer, rowCount);
  }

  /** Returns why a value did not fit. */
  String problem(int column) {
    return readers[column].problem();
  }

  void setNull(int column) {
    ValueReader.putNull(buffers.get(column), rowCount);
  }

  void endRow() {
    if (missing > 0) {
      for (int i = 0; i < setBy.length; i++) {
        if (setBy[i] != record) {
          ValueReader.putNull(buffers.get(i), rowCount);
        }
      }
    }
    rowCount++;
  }

  /** Takes the current row back. */
  void dropRow() {
    buffers.forEach(buffer -> buffer.setPresent(rowCount));
  }

  /** Returns the vector of each column; the caller owns them, and new rows go to new ones. */
  List<FieldVector> take() {
    if (buffers.size() < schema.size()) {
      allocate();
    }
    List<FieldVector> vectors = new ArrayList<>(buffers.size());
    for (ColumnBuffer buffer : buffers) {
      vectors.add(buffer.finish(rowCount));
    }
    buffers.clear();
    rowCount = 0;
    return vectors;
  }

  @Override
  public void close() {
    buffers.forEach(ColumnBuffer::close);
    buffers.clear();
  }
}
