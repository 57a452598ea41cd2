package dev.quern.engine.catalog;

import dev.quern.executor.formats.listing.Listing;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a table that are about its files, whatever their format.
 *
 * @param readsFolders whether {@code key=value} folders are columns
 * @param fileNameColumn name of a column with the path of each row's file, null = none
 * @param formatOptions the options that are left for the format
 */
record ListingOptions(
    boolean readsFolders, @Nullable String fileNameColumn, Map<String, String> formatOptions) {

  private static final String FILE_NAME = "filename";
  private static final String HIVE_PARTITIONING = "hive_partitioning";

  /**
   * Takes the options about files out of a table's options.
   *
   * @throws QueryException INVALID_OPTION
   */
  static ListingOptions of(Map<String, String> options) {
    Map<String, String> rest = new HashMap<>(options);
    String fileName = rest.remove(FILE_NAME);
    String folders = rest.remove(HIVE_PARTITIONING);
    return new ListingOptions(
        folders == null || isTrue(HIVE_PARTITIONING, folders), column(fileName), Map.copyOf(rest));
  }

  private static @Nullable String column(@Nullable String option) {
    if (option == null || option.equalsIgnoreCase("false")) {
      return null;
    }
    return option.equalsIgnoreCase("true") || option.isBlank() ? FILE_NAME : option;
  }

  private static boolean isTrue(String name, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "1", "on" -> true;
      case "false", "0", "off" -> false;
      default ->
          throw new QueryException(
              ErrorCode.INVALID_OPTION,
              "Invalid option: option=" + name + ", value=" + value + ", expected true or false");
    };
  }

  /**
   * Returns the listing with the column of file names, if one is asked for.
   *
   * @param base paths below it are shown relative to it, if {@code isRelative}
   */
  Listing withFileNames(Listing listing, Path base, boolean isRelative) {
    if (fileNameColumn == null) {
      return listing;
    }
    List<Field> fields = new ArrayList<>(listing.partitionSchema().fields());
    fields.add(Field.of(fileNameColumn, DataTypes.VARCHAR));
    List<SourceFile> files = new ArrayList<>();
    for (SourceFile file : listing.files()) {
      Path path = Path.of(file.path());
      boolean isBelow = isRelative && path.startsWith(base);
      List<@Nullable String> values = new ArrayList<>(file.partitionValues());
      values.add(isBelow ? base.relativize(path).toString() : file.path());
      files.add(new SourceFile(file.path(), file.sizeBytes(), file.modifiedMillis(), values));
    }
    return new Listing(files, new Schema(fields));
  }
}
