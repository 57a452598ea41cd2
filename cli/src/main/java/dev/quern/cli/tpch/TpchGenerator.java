package dev.quern.cli.tpch;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSink;
import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.WriteContext;
import dev.quern.executor.memory.MemoryPool;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Writes TPC-H at any scale as partitioned files: a folder for each table, one file for each
 * partition (nation and region have one), and a {@code schema.sql} that declares them. The rows
 * depend on the scale alone.
 */
public final class TpchGenerator {
  private static final Set<String> UNPARTITIONED = Set.of("nation", "region");

  private final Format format;
  private final BufferAllocator allocator;
  private final int threads;

  public TpchGenerator(Format format, BufferAllocator allocator, int threads) {
    this.format = format;
    this.allocator = allocator;
    this.threads = threads;
  }

  /**
   * Writes all eight tables into {@code directory}, which is made if it does not exist.
   *
   * @param scale 1 = about 1 GB of text
   * @param partitions number of files of each large table
   */
  public void generate(double scale, int partitions, Path directory) {
    ExecutorService pool =
        Executors.newFixedThreadPool(threads, task -> new Thread(task, "quern-tpch-generator"));
    try {
      Files.createDirectories(directory);
      StringBuilder schema = new StringBuilder();
      List<Future<?>> parts = new ArrayList<>();
      for (TpchTable<?> table : TpchTable.getTables()) {
        schema.append(TpchSchema.createStatement(table, format.name()));
        Path folder = Files.createDirectories(directory.resolve(table.getTableName()));
        int partCount = UNPARTITIONED.contains(table.getTableName()) ? 1 : partitions;
        for (int part = 1; part <= partCount; part++) {
          int number = part;
          parts.add(pool.submit(() -> writePart(table, scale, number, partCount, folder)));
        }
      }
      for (Future<?> part : parts) {
        part.get();
      }
      Files.writeString(directory.resolve("schema.sql"), schema, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.STORAGE_FAILURE,
          "Cannot write TPC-H data: folder=" + directory + ", cause=" + e.getMessage(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(ErrorCode.CANCELLED, "Writing TPC-H data was interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private <E extends TpchEntity> void writePart(
      TpchTable<E> table, double scale, int part, int partCount, Path folder) {
    String extension =
        format.extensions().contains(format.name())
            ? format.name()
            : format.extensions().iterator().next();
    String name = String.format(Locale.ROOT, "part-%03d.%s", part - 1, extension);
    try (BufferAllocator own = allocator.newChildAllocator("tpch-" + name, 0, Long.MAX_VALUE);
        BatchSink sink =
            format.create(
                folder.resolve(name).toAbsolutePath().toString(),
                TpchSchema.of(table),
                Map.of(),
                new WriteContext(own, MemoryPool.unlimited(), bytes -> {}))) {
      TpchBatches<E> batches = new TpchBatches<>(table, scale, part, partCount, own);
      for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
        sink.add(batch);
      }
      sink.finish();
    }
  }
}
