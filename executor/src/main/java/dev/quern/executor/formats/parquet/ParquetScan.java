package dev.quern.executor.formats.parquet;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.executor.formats.ScanRequest;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/** Reads the row groups that begin in the splits of one task. */
final class ParquetScan implements BatchSource {
  private final ScanRequest request;
  private final FooterCache footers;
  private final PageMemory memory;
  private final List<RowCondition> conditions;
  private final Deque<Split> splits;
  private final Deque<RowGroup> rowGroups = new ArrayDeque<>();
  private @Nullable FileChannel channel;
  private @Nullable ChunkSource source;
  private @Nullable FileColumns columns;
  private @Nullable RowGroupScan current;
  private long rowsLeft;

  ParquetScan(ScanRequest request, FooterCache footers, DirectBufferPool pool) {
    this.request = request;
    this.footers = footers;
    this.conditions = RowConditions.of(request);
    this.splits = new ArrayDeque<>(request.splits());
    this.rowsLeft = request.scan().limit() < 0 ? Long.MAX_VALUE : request.scan().limit();
    this.memory = new PageMemory("parquet pages", request.allocator(), request.memoryPool(), pool);
  }

  @Override
  public Schema schema() {
    return request.scan().schema();
  }

  @Override
  public @Nullable Batch next() {
    if (rowsLeft == 0) {
      return null;
    }
    try {
      Batch batch = nextBatch();
      if (batch == null) {
        return null;
      }
      int wanted = (int) Math.min(rowsLeft, batch.rowCount());
      rowsLeft -= wanted;
      return batch.sliceAndRelease(0, wanted, request.allocator());
    } catch (OutOfMemoryException e) {
      throw new QueryException(
          ErrorCode.OUT_OF_MEMORY,
          "Not enough memory to read Parquet: table="
              + request.scan().source().name()
              + "; raise the setting memory",
          e);
    }
  }

  private @Nullable Batch nextBatch() {
    while (true) {
      RowGroupScan scan = current;
      if (scan != null) {
        Batch batch = scan.next();
        if (batch != null) {
          return batch;
        }
        scan.close();
        current = null;
      }
      if (!openNext()) {
        return null;
      }
    }
  }

  /** Opens the next row group, of the next split if need be; returns false if there is none. */
  private boolean openNext() {
    while (rowGroups.isEmpty()) {
      closeFile();
      Split split = splits.poll();
      if (split == null) {
        return false;
      }
      openSplit(split);
    }
    if (source == null || columns == null) {
      throw new IllegalStateException("no file is open");
    }
    RowGroup rowGroup = rowGroups.remove();
    PageIndexPruner pruner =
        new PageIndexPruner(request.scan(), columns, request.runtimeFilters(), source);
    RowRanges wanted = pruner.wanted(rowGroup);
    current = new RowGroupScan(request, conditions, columns, source, rowGroup, wanted);
    return true;
  }

  private void openSplit(Split split) {
    request.cancellation().run();
    Footer footer = footers.get(split.file());
    FileColumns resolved = new FileColumns(request.scan().source(), split.file(), footer);
    resolved.checkAll(request.scan().columns());
    conditions.forEach(condition -> resolved.checkAll(condition.columns()));
    RowGroupPruner pruner = new RowGroupPruner(request.scan(), resolved, request.runtimeFilters());
    for (RowGroup rowGroup : footer.rowGroups()) {
      long start = Footer.start(rowGroup);
      boolean isOwn = start >= split.start() && start < split.start() + split.length();
      if (isOwn && pruner.mayHaveRows(rowGroup)) {
        rowGroups.add(rowGroup);
      }
    }
    if (rowGroups.isEmpty()) {
      return;
    }
    columns = resolved;
    try {
      FileChannel opened = FileChannel.open(Path.of(footer.path()), StandardOpenOption.READ);
      channel = opened;
      source =
          new ChunkSource(
              footer,
              opened,
              request.allocator(),
              memory,
              memory.blockBytes(request.scan().columns().size()),
              request.bytesRead());
    } catch (IOException e) {
      throw FileErrors.failed(footer.path(), e);
    }
  }

  private void closeFile() {
    source = null;
    FileChannel open = channel;
    channel = null;
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.STORAGE_FAILURE,
          "Cannot close file of table: " + request.scan().source().name(),
          e);
    }
  }

  @Override
  public void close() {
    RowGroupScan scan = current;
    current = null;
    if (scan != null) {
      scan.close();
    }
    splits.clear();
    rowGroups.clear();
    try {
      closeFile();
    } finally {
      memory.close();
    }
  }
}
