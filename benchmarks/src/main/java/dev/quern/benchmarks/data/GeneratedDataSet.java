package dev.quern.benchmarks.data;

import dev.quern.engine.Engine;
import dev.quern.engine.settings.Settings;
import dev.quern.executor.formats.Format;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Tables whose rows are computed from their numbers. */
record GeneratedDataSet(String name, List<GeneratedTable> tables) implements DataSet {
  GeneratedDataSet {
    tables = List.copyOf(tables);
  }

  @Override
  public void write(String format, Path folder) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            task -> new Thread(task, "quern-generator"));
    try (Engine engine = Engine.open(Settings.defaults())) {
      Format writer = engine.formats().byName(format);
      List<Future<?>> files = new ArrayList<>();
      StringBuilder schema = new StringBuilder();
      for (GeneratedTable table : tables) {
        schema.append(table.createStatement(format));
        Path tableFolder = Files.createDirectories(folder.resolve(table.name()));
        for (int i = 0; i < table.files(); i++) {
          int file = i;
          files.add(
              pool.submit(() -> table.writeFile(file, writer, tableFolder, engine.allocator())));
        }
      }
      for (Future<?> file : files) {
        file.get();
      }
      Files.writeString(folder.resolve("schema.sql"), schema, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("writing data was interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot write data", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }
}
