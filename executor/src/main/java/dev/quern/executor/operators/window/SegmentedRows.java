package dev.quern.executor.operators.window;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.ColumnAddresses;
import dev.quern.executor.memory.SpilledBlocks;
import dev.quern.executor.operators.Closing;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.executor.operators.TaskContext;
import dev.quern.plan.nodes.SortKey;
import dev.quern.plan.nodes.WindowNode;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The sorted rows that window functions may still look at, numbered from 0 over the whole input.
 * Segments that are not in use go to disk when memory is refused, the newest first, since reading
 * goes forward; they come back when a cursor moves to them. Not thread-safe.
 */
final class SegmentedRows implements WindowMemory.Spillable, AutoCloseable {
  private final Schema schema;
  private final KeyChanges partitionKeys;
  private final KeyChanges orderKeys;
  private final BufferAllocator allocator;
  private final String name;
  private final WindowMemory memory;
  private final TaskContext context;
  private final OperatorStatistics statistics;
  private final SegmentFile file;
  private final List<Segment> segments = new ArrayList<>();
  private long endRow;
  private long lastPeerStart;
  private int dequesMade;

  /**
   * Takes ownership of {@code memory}.
   *
   * @param name of the operator, for its spill files
   * @param allocator charges rows that come back from disk
   */
  SegmentedRows(
      String name,
      WindowNode node,
      WindowMemory memory,
      BufferAllocator allocator,
      TaskContext context) {
    this.name = name;
    this.memory = memory;
    this.context = context;
    this.schema = node.input().schema();
    this.partitionKeys = new KeyChanges(node.partitionKeys());
    this.orderKeys = new KeyChanges(node.orderKeys().stream().map(SortKey::column).toList());
    this.allocator = allocator;
    this.statistics = context.statistics(node.id());
    this.file = new SegmentFile(schema, newBlocks(name + ".rows"));
    memory.add(this);
  }

  /** Returns an empty queue of rows for a function, which closes it. */
  RowDeque newDeque() {
    String fileName = name + "-" + dequesMade + ".queue";
    dequesMade++;
    return new RowDeque(memory, newBlocks(fileName), statistics);
  }

  /** Returns room for one value of a column for a function, which closes it. */
  KeptValue newKeptValue(int column) {
    return new KeptValue(schema.field(column), allocator);
  }

  private SpilledBlocks newBlocks(String fileName) {
    return new SpilledBlocks(
        name, context.spillDirectory().resolve(fileName), context::createSpillFile);
  }

  /** Returns the number of rows that were added so far. */
  long endRow() {
    return endRow;
  }

  /** Returns the last row so far that begins a group of peers. */
  long lastPeerStart() {
    return lastPeerStart;
  }

  /** Appends the rows of a batch and owns it. */
  void add(Batch batch) {
    long bytes = batch.sizeBytes();
    try {
      memory.spillIfAsked();
      memory.take(bytes);
    } catch (RuntimeException e) {
      throw Closing.closeAfter(e, List.of(batch));
    }
    List<ColumnAddresses> columns = Segment.addresses(batch);
    Segment last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    boolean beginsPartition = differs(partitionKeys, last, columns);
    boolean beginsPeers = beginsPartition || differs(orderKeys, last, columns);
    Segment segment = new Segment(endRow, batch.rowCount(), bytes, beginsPartition, beginsPeers);
    segment.load(batch, partitionKeys, orderKeys);
    segment.pin();
    segments.add(segment);
    if (last != null) {
      last.unpin();
    }
    endRow += batch.rowCount();
    lastPeerStart = Math.max(lastPeerStart, segment.lastPeerStart());
  }

  /** The last segment is pinned, so that its last row can be compared with what comes next. */
  private static boolean differs(
      KeyChanges keys, @Nullable Segment last, List<ColumnAddresses> columns) {
    return last == null
        ? keys.differs(null, 0, columns)
        : keys.differs(last.columns(), last.rowCount() - 1, columns);
  }

  /** Returns the segment that holds {@code row}, in memory and pinned; the caller unpins it. */
  Segment pin(long row) {
    Segment segment = segments.get(indexOf(row));
    segment.pin();
    SegmentFile.Place place = segment.place();
    if (!segment.isInMemory() && place != null) {
      memory.take(segment.sizeBytes());
      segment.load(file.read(place, schema, allocator), partitionKeys, orderKeys);
    }
    return segment;
  }

  private int indexOf(long row) {
    int low = 0;
    int high = segments.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (segments.get(middle).firstRow() <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  @Override
  public long spill(long wanted) {
    long freed = 0;
    for (int i = segments.size() - 1; i >= 0 && freed < wanted; i--) {
      Segment segment = segments.get(i);
      if (segment.isInMemory() && !segment.isPinned()) {
        moveToDisk(segment);
        freed += segment.sizeBytes();
      }
    }
    return freed;
  }

  private void moveToDisk(Segment segment) {
    if (segment.place() == null) {
      SegmentFile.Place place = file.write(segment.batch());
      segment.setPlace(place);
      statistics.addBytesSpilled(place.block().storedBytes());
    }
    segment.unload();
    memory.giveBack(segment.sizeBytes());
  }

  /** Forgets the segments that lie before {@code row} entirely; nobody may look at them again. */
  void dropBefore(long row) {
    int dropped = 0;
    while (dropped < segments.size() - 1 && segments.get(dropped).endRow() <= row) {
      drop(segments.get(dropped));
      dropped++;
    }
    if (dropped > 0) {
      segments.subList(0, dropped).clear();
    }
  }

  private void drop(Segment segment) {
    if (segment.isInMemory()) {
      segment.unload();
      memory.giveBack(segment.sizeBytes());
    }
  }

  @Override
  public void close() {
    segments.forEach(this::drop);
    segments.clear();
    Closing.closeAll(List.of(file, memory));
  }
}
