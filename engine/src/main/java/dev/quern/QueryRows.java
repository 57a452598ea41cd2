package dev.quern;

import dev.quern.engine.StatementResult;
import dev.quern.engine.results.ArrowExport;
import dev.quern.engine.results.ArrowIpcWriter;
import dev.quern.engine.values.RecordReader;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.queries.QueryStatistics;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a statement that runs. They are pulled, so memory stays bounded however many there
 * are, and can be read once, in one of three forms: Arrow batches, {@link Row}s, or Java records.
 * One thread reads; {@link #cancel()} may be called from any. Closing early ends the query and
 * frees everything at once.
 *
 * <pre>{@code
 * try (QueryRows rows = session.query("SELECT id, name FROM 'people/*.parquet'")) {
 *   for (Row row : rows) {
 *     System.out.println(row.getLong("id") + " " + row.getString("name"));
 *   }
 * }
 * }</pre>
 */
public final class QueryRows implements AutoCloseable, Iterable<Row> {
  private final StatementResult result;
  private final BatchSource batches;
  private final QueryWatch watch;
  private final BufferAllocator allocator;
  private final Runnable atEnd;

  QueryRows(
      StatementResult result,
      BatchSource batches,
      QueryWatch watch,
      BufferAllocator allocator,
      Runnable atEnd) {
    this.result = result;
    this.batches = batches;
    this.watch = watch;
    this.allocator = allocator;
    this.atEnd = atEnd;
  }

  /** Returns the columns with their SQL types. */
  public Schema schema() {
    return batches.schema();
  }

  /** Returns the columns as Arrow fields: those of every batch. */
  public org.apache.arrow.vector.types.pojo.Schema arrowSchema() {
    return ArrowExport.toArrow(schema());
  }

  /**
   * Returns the next rows, at least one, or null if there are no more. The batch is the caller's,
   * who closes it, before the {@link Quern} is closed; it may outlive this result and the session.
   *
   * <pre>{@code
   * for (VectorSchemaRoot batch = rows.nextBatch(); batch != null; batch = rows.nextBatch()) {
   *   try (batch) {
   *     Float8Vector price = (Float8Vector) batch.getVector("price");
   *     ...
   *   }
   * }
   * }</pre>
   */
  public @Nullable VectorSchemaRoot nextBatch() {
    return nextBatch(allocator);
  }

  @Nullable VectorSchemaRoot nextBatch(BufferAllocator target) {
    Batch batch = next();
    return batch == null ? null : ArrowExport.toArrow(batch, target);
  }

  private @Nullable Batch next() {
    try {
      return batches.next();
    } catch (RuntimeException | Error e) {
      throw watch.orFailureOfListener(e);
    }
  }

  /**
   * Returns the rows as the reader that Arrow libraries take, among them Arrow's C data interface,
   * by which other runtimes of this process (Python, native code, a loader for a graphics card)
   * read the batches without a copy. Closing the reader closes this.
   *
   * <pre>{@code
   * // with org.apache.arrow:arrow-c-data on the class path, and the flag
   * // --add-opens=java.base/java.nio=ALL-UNNAMED, which that library needs
   * try (ArrowReader reader = rows.arrowReader(allocator);
   *     ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
   *   Data.exportArrayStream(allocator, reader, stream);
   *   nativeCode.consume(stream.memoryAddress());
   * }
   * }</pre>
   *
   * @param readerAllocator {@link Quern#allocator()} or a child of it, to which batches move
   *     without a copy, or any other
   */
  public ArrowReader arrowReader(BufferAllocator readerAllocator) {
    return new ResultReader(this, readerAllocator);
  }

  /**
   * Writes all rows in Arrow's IPC streaming format, batch by batch, and returns how many there
   * were.
   *
   * <pre>{@code
   * try (QueryRows rows = session.query("SELECT * FROM t");
   *     OutputStream out = socket.getOutputStream()) {
   *   rows.writeArrowStream(out); // in Python: pyarrow.ipc.open_stream(...)
   * }
   * }</pre>
   *
   * @param out stays the caller's
   */
  public long writeArrowStream(OutputStream out) throws IOException {
    ArrowIpcWriter writer = ArrowIpcWriter.stream(out, arrowSchema());
    long rowCount = 0;
    for (VectorSchemaRoot batch = nextBatch(); batch != null; batch = nextBatch()) {
      try (VectorSchemaRoot closed = batch) {
        rowCount += closed.getRowCount();
        writer.write(closed);
      }
    }
    writer.end();
    return rowCount;
  }

  /**
   * Returns the rows one by one. A row is valid until the next one is asked for.
   *
   * <pre>{@code
   * for (Row row : rows) {
   *   total += row.getLong("amount");
   * }
   * }</pre>
   */
  @Override
  public Iterator<Row> iterator() {
    return new RowIterator(schema(), this::next);
  }

  /**
   * Returns the rows as records, whose components are matched with columns by name, without regard
   * to case and underscores. Closing the stream closes this.
   *
   * <pre>{@code
   * record Person(long id, String firstName, LocalDate birthday, List<String> emails) {}
   *
   * try (Stream<Person> people = session.query("SELECT * FROM people").stream(Person.class)) {
   *   people.filter(...).forEach(...);
   * }
   * }</pre>
   *
   * @throws dev.quern.plan.errors.QueryException UNKNOWN_COLUMN if a component has no column,
   *     TYPE_MISMATCH if a value does not fit its component
   */
  public <T extends Record> Stream<T> stream(Class<T> type) {
    RecordReader<T> reader = RecordReader.of(type, schema());
    Spliterator<Row> rows =
        Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL);
    return StreamSupport.stream(rows, false)
        .map(row -> reader.read(row.values()))
        .onClose(this::close);
  }

  /**
   * Returns all rows that are left as records, see {@link #stream}.
   *
   * <pre>{@code
   * List<City> cities = rows.toList(City.class);
   * }</pre>
   */
  public <T extends Record> List<T> toList(Class<T> type) {
    RecordReader<T> reader = RecordReader.of(type, schema());
    List<T> list = new ArrayList<>();
    for (Row row : this) {
      list.add(reader.read(row.values()));
    }
    return list;
  }

  /** Reads what is left and drops it. */
  void readAll() {
    for (Batch batch = next(); batch != null; batch = next()) {
      batch.close();
    }
  }

  /** Returns the number of rows that the statement has written to files, 0 if it writes none. */
  public long rowsWritten() {
    return Math.max(0, result.updateCount());
  }

  /** Returns what the query has cost so far; empty if the statement is no query. */
  public Optional<QueryStatistics> statistics() {
    return result.statistics();
  }

  /** Makes reading end with CANCELLED soon. May be called from any thread. */
  public void cancel() {
    watch.cancellation().cancel();
  }

  @Override
  public void close() {
    try {
      batches.close();
    } finally {
      try {
        result.close();
      } finally {
        atEnd.run();
      }
    }
  }
}
