package dev.quern.executor.formats.listing;

import dev.quern.executor.formats.listing.FileListing.Found;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Columns from {@code key=value} folders. A column is BIGINT if all its values are integers without
 * leading zeros, DATE if all are ISO dates, else VARCHAR. {@code __HIVE_DEFAULT_PARTITION__} and an
 * empty value are NULL; {@code %xx} is decoded.
 */
final class PartitionColumns {
  private static final String NULL_VALUE = "__HIVE_DEFAULT_PARTITION__";
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");

  private PartitionColumns() {}

  static Listing derive(List<Found> found) {
    List<String> keys = List.copyOf(FileListing.keys(found.get(0)));
    for (Found file : found) {
      if (!List.copyOf(FileListing.keys(file)).equals(keys)) {
        throw new QueryException(
            ErrorCode.MALFORMED_FILE,
            "Files differ in their key=value folders: file="
                + file.path()
                + ", has="
                + FileListing.keys(file)
                + ", while file="
                + found.get(0).path()
                + " has="
                + keys
                + "; name only files of one layout");
      }
    }
    if (keys.isEmpty()) {
      return FileListing.withoutPartitions(found);
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (Found file : found) {
      List<@Nullable String> row = new ArrayList<>();
      for (String key : keys) {
        row.add(decode(file.partitions().getOrDefault(key, "")));
      }
      rows.add(row);
    }
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      fields.add(Field.of(keys.get(i), type(rows, i)));
    }
    List<SourceFile> files = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      files.add(
          new SourceFile(
              found.get(i).path().toString(),
              found.get(i).attributes().size(),
              found.get(i).attributes().lastModifiedTime().toMillis(),
              Collections.unmodifiableList(rows.get(i))));
    }
    return new Listing(files, new Schema(fields));
  }

  private static @Nullable String decode(String value) {
    if (value.isEmpty() || value.equals(NULL_VALUE)) {
      return null;
    }
    if (value.indexOf('%') < 0) {
      return value;
    }
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Not percent-encoded after all: the name of the folder is the value.
      return value;
    }
  }

  private static DataType type(List<List<@Nullable String>> rows, int column) {
    boolean allIntegers = true;
    boolean allDates = true;
    boolean anyValue = false;
    for (List<@Nullable String> row : rows) {
      String value = row.get(column);
      if (value == null) {
        continue;
      }
      anyValue = true;
      allIntegers &= INTEGER.matcher(value).matches();
      allDates &= isDate(value);
    }
    if (!anyValue) {
      return DataTypes.VARCHAR;
    }
    return allIntegers ? DataTypes.BIGINT : allDates ? DataTypes.DATE : DataTypes.VARCHAR;
  }

  private static boolean isDate(String value) {
    if (value.length() != 10) {
      return false;
    }
    try {
      LocalDate.parse(value);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
