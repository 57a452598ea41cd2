package dev.quern.engine.catalog;

import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.Formats;
import dev.quern.executor.formats.listing.FileListing;
import dev.quern.executor.formats.listing.Listing;
import dev.quern.parser.catalog.CatalogTable;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists a table's files, finds its format and columns, and estimates its data. What was found is
 * kept as long as the same files have the same sizes and times, for the tables used last, at most
 * {@value #MAX_TABLES} of them with {@value #MAX_FILES} files. Thread-safe.
 */
public final class TableLoader {
  private static final int MAX_TABLES = 10_000;
  private static final int MAX_FILES = 200_000;

  private final Formats formats;
  private final Map<Key, CatalogTable> cache = new LinkedHashMap<>(16, 0.75f, true);
  private long cachedFiles;

  public TableLoader(Formats formats) {
    this.formats = formats;
  }

  private record Key(TableDefinition definition, List<SourceFile> files) {}

  /**
   * Returns the table with its files as they are now.
   *
   * @param base the folder that relative paths start from
   * @param access is asked before a file is opened
   * @throws QueryException FILE_NOT_FOUND, ACCESS_DENIED, MALFORMED_FILE, EMPTY_FILE or
   *     INVALID_OPTION
   */
  public CatalogTable load(TableDefinition definition, Path base, FileAccess access) {
    Format declaredFormat =
        definition.format() == null ? null : formats.byName(definition.format());
    ListingOptions options = ListingOptions.of(definition.options());
    FileListing files = new FileListing(base, name -> isData(name, declaredFormat));
    boolean isRelative = definition.paths().stream().noneMatch(path -> Path.of(path).isAbsolute());
    Listing listing =
        options.withFileNames(
            files.list(definition.paths(), options.readsFolders()),
            base.toAbsolutePath().normalize(),
            isRelative);
    access.checkReadable(listing.files());
    Key key = new Key(definition, listing.files());
    synchronized (cache) {
      CatalogTable cached = cache.get(key);
      if (cached != null) {
        return cached;
      }
    }
    CatalogTable loaded = inspect(definition, declaredFormat, listing, options.formatOptions());
    keep(key, loaded);
    return loaded;
  }

  private void keep(Key key, CatalogTable table) {
    synchronized (cache) {
      if (cache.put(key, table) == null) {
        cachedFiles += key.files().size();
      }
      Iterator<Key> oldest = cache.keySet().iterator();
      while (cache.size() > 1 && (cache.size() > MAX_TABLES || cachedFiles > MAX_FILES)) {
        cachedFiles -= oldest.next().files().size();
        oldest.remove();
      }
    }
  }

  /** Returns whether a file of that name is data that some format reads. */
  public boolean isData(String fileName) {
    return isData(fileName, null);
  }

  private boolean isData(String fileName, @Nullable Format format) {
    Optional<Format> found = formats.byFileName(fileName);
    return format == null ? found.isPresent() : found.isEmpty() || found.get() == format;
  }

  private CatalogTable inspect(
      TableDefinition definition,
      @Nullable Format declaredFormat,
      Listing listing,
      Map<String, String> options) {
    Format format = declaredFormat == null ? formatOf(listing.files()) : declaredFormat;
    Schema partitions = declaredTypes(listing.partitionSchema(), definition.declared());
    Schema declared =
        definition.declared() == null ? null : without(definition.declared(), partitions);
    Format.FileShape shape = format.inspect(definition.name(), listing.files(), options, declared);
    Schema fileSchema = without(shape.schema(), partitions);
    if (fileSchema.size() != shape.schema().size() && declared == null) {
      throw new QueryException(
          ErrorCode.MALFORMED_FILE,
          "A column is in the files and stands for their folders or names too: table="
              + definition.name()
              + ", folders="
              + names(partitions)
              + ", files="
              + names(shape.schema())
              + "; set hive_partitioning => false, or rename the folders or the column");
    }
    ScanSource source =
        new ScanSource(
            definition.name(),
            format.name(),
            shape.options(),
            shape.schema(),
            partitions,
            listing.files());
    return new CatalogTable(source, format.statistics(source));
  }

  private static List<String> names(Schema schema) {
    return schema.fields().stream().map(Field::name).toList();
  }

  /** Partition columns take the types that the user declared for them. */
  private static Schema declaredTypes(Schema partitions, @Nullable Schema declared) {
    if (declared == null) {
      return partitions;
    }
    List<Field> fields = new ArrayList<>();
    for (Field field : partitions.fields()) {
      int index = declared.indexOf(field.name());
      fields.add(index < 0 ? field : Field.of(declared.field(index).name(), declared.type(index)));
    }
    return new Schema(fields);
  }

  private static Schema without(Schema schema, Schema removed) {
    return new Schema(
        schema.fields().stream().filter(field -> removed.indexOf(field.name()) < 0).toList());
  }

  private Format formatOf(List<SourceFile> files) {
    Format first = formatOf(files.get(0));
    for (SourceFile file : files) {
      if (formatOf(file) != first) {
        throw new QueryException(
            ErrorCode.MALFORMED_FILE,
            "Files of several formats in one table: file="
                + files.get(0).path()
                + ", file="
                + file.path()
                + "; name one format with a glob such as '*."
                + first.name()
                + "'");
      }
    }
    return first;
  }

  private Format formatOf(SourceFile file) {
    return formats
        .byFileName(file.path())
        .orElseThrow(
            () ->
                new QueryException(
                    ErrorCode.INVALID_OPTION,
                    "Cannot tell the file's format from its name: file="
                        + file.path()
                        + ", known extensions="
                        + formats.all().stream()
                            .flatMap(format -> format.extensions().stream())
                            .toList()
                        + "; use read_csv('...'), read_json('...') or another function of a format"));
  }
}
