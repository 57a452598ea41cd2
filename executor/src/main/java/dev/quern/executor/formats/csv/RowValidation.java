package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.ScanRequest;
import dev.quern.executor.formats.text.ColumnBuffer;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Finds the rows that hold a bad value in any column, for {@code on_error = 'skip'}: which rows a
 * table has must not depend on the columns that a query reads.
 */
final class RowValidation implements AutoCloseable {
  private final BitSet badRows;
  private final List<ValueDecoder> decoders = new ArrayList<>();
  private final List<ColumnBuffer> buffers = new ArrayList<>();
  private final int[] kept;
  private int keptCount;

  /**
   * Prepares for all columns of the file.
   *
   * @param badRows where the decoders' problems leave the rows that they found bad
   */
  RowValidation(ScanRequest request, ValueDecoders allDecoders, BitSet badRows) {
    this.badRows = badRows;
    this.kept = new int[request.batchRows()];
    Schema schema = request.scan().source().fileSchema();
    try {
      for (int column = 0; column < schema.size(); column++) {
        decoders.add(allDecoders.decoder(column, schema.field(column)));
        buffers.add(
            new ColumnBuffer(schema.field(column), request.batchRows(), request.allocator()));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Returns those of the rows that hold no bad value, {@link #goodCount()} many. */
  int[] goodRows(RowIndex rows, long base, int[] candidates, int count) {
    badRows.clear();
    for (int i = 0; i < decoders.size(); i++) {
      decoders.get(i).decode(rows, base, candidates, count, buffers.get(i), 0);
    }
    keptCount = 0;
    for (int i = 0; i < count; i++) {
      if (!badRows.get(candidates[i])) {
        kept[keptCount++] = candidates[i];
      }
    }
    return kept;
  }

  int goodCount() {
    return keptCount;
  }

  @Override
  public void close() {
    buffers.forEach(ColumnBuffer::close);
    buffers.clear();
  }
}
