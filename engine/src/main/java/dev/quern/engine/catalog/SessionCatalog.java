package dev.quern.engine.catalog;

import dev.quern.executor.formats.text.Compression;
import dev.quern.parser.catalog.Catalog;
import dev.quern.parser.catalog.CatalogEntry;
import dev.quern.parser.catalog.CatalogTable;
import dev.quern.parser.catalog.CatalogView;
import dev.quern.parser.catalog.FileCall;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tables and views of one session. Names match without regard to case and keep the case that
 * they were created with. Thread-safe.
 */
public final class SessionCatalog implements Catalog {
  /** The name of the only schema. */
  public static final String SCHEMA = "main";

  private final TableLoader loader;
  private final Path base;
  private volatile FileAccess access;
  private final Map<String, Entry> entries =
      new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * @param base the folder that relative paths in queries start from
   * @param access which files its tables may be
   */
  public SessionCatalog(TableLoader loader, Path base, FileAccess access) {
    this.loader = loader;
    this.base = base;
    this.access = access;
  }

  /** Returns which files statements may read and write. */
  public FileAccess access() {
    return access;
  }

  /** Lets statements also use a file, or all files in a folder. */
  public synchronized void allow(Path path) {
    access = access.with(path);
  }

  /** A table or a view under its name. */
  public sealed interface Entry {
    String name();
  }

  /** A table and the folder that its paths start from. */
  public record TableEntry(String name, TableDefinition definition, Path base) implements Entry {}

  /** A view: the text of its query, and new names of its columns (empty = those of the query). */
  public record ViewEntry(String name, String sql, List<String> columns) implements Entry {
    public ViewEntry {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Adds a table or view.
   *
   * @return whether it was added; false if one of that name exists and {@code ifNotExists}
   * @throws QueryException DUPLICATE_OBJECT if one exists and neither flag allows it
   */
  public boolean add(Entry entry, boolean orReplace, boolean ifNotExists) {
    if (orReplace) {
      entries.put(entry.name(), entry);
      return true;
    }
    Entry existing = entries.putIfAbsent(entry.name(), entry);
    if (existing != null && !ifNotExists) {
      throw new QueryException(
          ErrorCode.DUPLICATE_OBJECT,
          "Table or view exists: name="
              + existing.name()
              + "; use CREATE OR REPLACE or IF NOT EXISTS");
    }
    return existing == null;
  }

  /**
   * Removes a table (or, if {@code isView}, a view).
   *
   * @return whether there was one
   */
  public boolean remove(String name, boolean isView) {
    Entry entry = entries.get(name);
    if (entry == null || (entry instanceof ViewEntry) != isView) {
      return false;
    }
    return entries.remove(name, entry);
  }

  public Optional<Entry> find(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  /** Returns the tables and views in order of name. */
  public List<Entry> all() {
    return List.copyOf(entries.values());
  }

  @Override
  public @Nullable CatalogEntry find(List<String> name) {
    Entry entry = entries.get(plainName(name));
    if (entry instanceof ViewEntry view) {
      return new CatalogView(view.name(), view.sql(), view.columns());
    }
    return entry instanceof TableEntry table
        ? loader.load(table.definition(), table.base(), access)
        : null;
  }

  @Override
  public CatalogTable open(FileCall call) {
    if (FileCall.SERIES.contains(call.function())) {
      return SeriesTable.of(call);
    }
    String format =
        call.function().equals(FileCall.READ_FILES)
            ? null
            : call.function().substring("read_".length());
    String name = String.join(", ", call.paths());
    return loader.load(
        new TableDefinition(name, call.paths(), format, call.options(), null), base, access);
  }

  @Override
  public List<String> names() {
    return entries.values().stream().map(Entry::name).toList();
  }

  /** Returns the table's part of a name; the only schema is {@value #SCHEMA}. */
  public static String plainName(List<String> name) {
    boolean isQualified = name.size() > 1 && name.get(name.size() - 2).equalsIgnoreCase(SCHEMA);
    return isQualified || name.size() == 1 ? name.get(name.size() - 1) : String.join(".", name);
  }

  /**
   * Makes every sub-folder with data files and every data file of {@code directory} a table named
   * after it. Names that exist already stay as they are, so that declarations win.
   *
   * @throws QueryException FILE_NOT_FOUND if there is no such folder
   */
  public void addFolder(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new QueryException(ErrorCode.FILE_NOT_FOUND, "Folder not found: path=" + directory);
    }
    Map<String, List<Path>> found = new TreeMap<>();
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : children.sorted().toList()) {
        String name = child.getFileName().toString();
        if (name.startsWith(".") || name.startsWith("_")) {
          continue;
        }
        if (Files.isDirectory(child) && holdsData(child)) {
          found.computeIfAbsent(name, key -> new ArrayList<>()).add(child);
        } else if (Files.isRegularFile(child) && loader.isData(name)) {
          found.computeIfAbsent(baseName(name), key -> new ArrayList<>()).add(child);
        }
      }
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.STORAGE_FAILURE, "Cannot list folder: path=" + directory + ", cause=" + e, e);
    }
    found.forEach((name, paths) -> addFound(name, paths, directory));
  }

  /**
   * A folder goes before a file of the same name; several files of one base name are known by their
   * full names.
   */
  private void addFound(String name, List<Path> paths, Path directory) {
    if (paths.size() == 1 || Files.isDirectory(paths.get(0))) {
      addPath(name, paths.get(0), directory);
      return;
    }
    for (Path path : paths) {
      addPath(path.getFileName().toString(), path, directory);
    }
  }

  private void addPath(String name, Path path, Path directory) {
    TableDefinition definition =
        new TableDefinition(name, List.of(path.toString()), null, Map.of(), null);
    add(new TableEntry(name, definition, directory), false, true);
  }

  private static String baseName(String fileName) {
    String plain = Compression.withoutExtension(fileName);
    int dot = plain.lastIndexOf('.');
    return dot > 0 ? plain.substring(0, dot) : plain;
  }

  private boolean holdsData(Path folder) {
    AtomicBoolean isFound = new AtomicBoolean();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && loader.isData(file.getFileName().toString())) {
                isFound.set(true);
                return FileVisitResult.TERMINATE;
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return isFound.get();
  }
}
