package dev.quern.executor.formats;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.VectorGather;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a scan whose format reads whole rows at a time: the format makes batches of the
 * columns that the conditions and the output need; this class picks the rows and columns that leave
 * the scan. Keeps count of the scan's limit.
 */
public final class ScanConditions {
  private final ScanRequest request;
  private final Schema outputSchema;
  private final ScanPredicate predicate;
  private final int[] selected;
  private long rowsLeft;

  public ScanConditions(ScanRequest request) {
    ScanNode scan = request.scan();
    this.request = request;
    this.outputSchema = scan.schema();
    this.rowsLeft = scan.limit() < 0 ? Long.MAX_VALUE : scan.limit();
    this.predicate = new ScanPredicate(request, scan.columns());
    this.selected = new int[request.batchRows()];
  }

  /** Returns the table columns that must be read, in ascending order. */
  public List<Integer> columns() {
    return predicate.columns();
  }

  /** Returns the schema of {@link #columns()}. */
  public Schema schema() {
    return predicate.schema();
  }

  /** Returns whether the scan's limit is reached. */
  public boolean isDone() {
    return rowsLeft == 0;
  }

  /**
   * Returns the output of the rows that pass, or null if none does.
   *
   * @param input at most {@code batchRows} rows of {@link #columns()}; closed
   */
  public @Nullable Batch apply(Batch input) {
    try (input) {
      int count = (int) Math.min(rowsLeft, predicate.select(input, selected));
      rowsLeft -= count;
      return count == 0 ? null : output(input, count);
    }
  }

  private Batch output(Batch input, int count) {
    boolean isPrefix = selected[count - 1] == count - 1;
    List<FieldVector> vectors = new ArrayList<>(outputSchema.size());
    try {
      for (int i = 0; i < outputSchema.size(); i++) {
        FieldVector source = input.vector(columns().indexOf(request.scan().columns().get(i)));
        vectors.add(
            isPrefix
                ? VectorGather.slice(source, 0, count, request.allocator())
                : VectorGather.gather(
                    source, outputSchema.field(i), selected, 0, count, request.allocator()));
      }
      return new Batch(outputSchema, vectors, count);
    } catch (RuntimeException | Error e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }
}
