package dev.quern;

import dev.quern.engine.Session;
import dev.quern.engine.catalog.SessionCatalog;
import dev.quern.engine.catalog.TableDefinition;
import dev.quern.engine.results.ArrowIpcWriter;
import dev.quern.executor.queries.TemporaryFolder;
import dev.quern.parser.syntax.Query;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a session that are copies of a program's rows: an Arrow file each, in a folder of
 * the session's own. A file that is no longer the table's, or whose session is closed, is removed
 * when no query of the session is open. Thread-safe.
 */
final class RegisteredTables implements AutoCloseable {
  private final Session session;
  private final Path temporary;
  private final Map<String, Path> files = new HashMap<>();
  private final List<Path> retired = new ArrayList<>();
  private @Nullable TemporaryFolder folder;
  private int fileCount;
  private int openQueries;
  private boolean isClosed;

  RegisteredTables(Session session, String temporary) {
    this.session = session;
    this.temporary = Path.of(temporary);
  }

  /** Writes a file. */
  private interface Copy {
    void to(Path file) throws IOException;
  }

  /** Copies all rows of {@code batches}, which stays open, and makes them a table. */
  void add(String table, ArrowReader batches) throws IOException {
    add(table, newFile(".arrow"), file -> write(batches, file));
  }

  /** Copies a stream in Arrow's IPC format and makes it a table. */
  void add(String table, InputStream stream) throws IOException {
    add(table, newFile(".arrows"), file -> Files.copy(stream, file));
  }

  private void add(String table, Path file, Copy copy) throws IOException {
    try {
      copy.to(file);
      check(file);
      TableDefinition definition =
          new TableDefinition(table, List.of(file.toString()), "arrow", Map.of(), null);
      session
          .catalog()
          .add(new SessionCatalog.TableEntry(table, definition, temporary), true, false);
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(file);
      throw e;
    }
    replace(table, file);
  }

  /** Refuses columns that cannot be read, before a table of that name is replaced. */
  private void check(Path file) {
    String sql = "SELECT * FROM read_arrow('" + file.toString().replace("'", "''") + "')";
    var unused = session.schema((Query) session.parse(sql).get(0), List.of());
  }

  private synchronized void replace(String table, Path file) {
    Path old = files.put(table.toLowerCase(Locale.ROOT), file);
    if (old != null) {
      retired.add(old);
      removeUnused();
    }
  }

  private synchronized Path newFile(String extension) throws IOException {
    if (isClosed) {
      throw new QueryException(ErrorCode.CONNECTION_CLOSED, "The session is closed");
    }
    TemporaryFolder made = folder;
    if (made == null) {
      made = TemporaryFolder.create(temporary);
      session.catalog().allow(made.path());
      folder = made;
    }
    return made.path().resolve("table" + ++fileCount + extension);
  }

  private static void write(ArrowReader batches, Path file) throws IOException {
    VectorSchemaRoot root = batches.getVectorSchemaRoot();
    for (Field field : root.getSchema().getFields()) {
      if (field.getDictionary() != null) {
        throw new QueryException(
            ErrorCode.UNSUPPORTED,
            "Columns with a dictionary cannot be registered, decode them: column="
                + field.getName());
      }
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      ArrowIpcWriter writer = ArrowIpcWriter.file(out, root.getSchema());
      while (batches.loadNextBatch()) {
        if (root.getRowCount() > 0) {
          writer.write(root);
        }
      }
      writer.end();
    }
  }

  /** Notes that a query begins; the result is run, any number of times, when it has ended. */
  synchronized Runnable use() {
    openQueries++;
    AtomicBoolean isOver = new AtomicBoolean();
    return () -> {
      if (isOver.compareAndSet(false, true)) {
        ended();
      }
    };
  }

  private synchronized void ended() {
    openQueries--;
    removeUnused();
  }

  private void removeUnused() {
    if (openQueries > 0) {
      return;
    }
    try {
      for (Path file : retired) {
        Files.deleteIfExists(file);
      }
      retired.clear();
      if (isClosed && folder != null) {
        folder.close();
        folder = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove registered rows", e);
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    removeUnused();
  }
}
