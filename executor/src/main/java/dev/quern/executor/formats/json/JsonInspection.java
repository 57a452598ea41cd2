package dev.quern.executor.formats.json;

import dev.quern.executor.batch.Allocators;
import dev.quern.executor.formats.Format.FileShape;
import dev.quern.executor.formats.files.OptionValue;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Finds out what columns JSON files have. */
final class JsonInspection {
  private final String name;
  private final List<SourceFile> files;
  private final JsonOptions options;
  private final @Nullable Schema declared;

  JsonInspection(
      String name, List<SourceFile> files, JsonOptions options, @Nullable Schema declared) {
    this.name = name;
    this.files = files.stream().filter(file -> file.sizeBytes() > 0).toList();
    this.options = options;
    this.declared = declared == null ? columnsOption(options) : declared;
  }

  private static @Nullable Schema columnsOption(JsonOptions options) {
    List<Field> fields = new ArrayList<>();
    options
        .typesByName(JsonOptions.COLUMNS)
        .forEach((key, type) -> fields.add(Field.of(key, type)));
    return fields.isEmpty() ? null : new Schema(fields);
  }

  /** Returns columns and settled options. */
  FileShape inspect() {
    if (declared != null) {
      declared.fields().forEach(this::check);
      return new FileShape(declared, options.toMap());
    }
    try (BufferAllocator allocator = Allocators.newRoot()) {
      RecordSample sample = new RecordSample(options, allocator);
      sample.read(files);
      return shape(sample.keys());
    }
  }

  private void check(Field field) {
    if (field.type().isNested() || field.type() instanceof DataType.IntervalType) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Cannot read JSON values as this type: column="
              + field.name()
              + ", type="
              + field.type().sqlName()
              + "; declare it as VARCHAR, which holds the JSON text");
    }
  }

  private FileShape shape(Map<String, KeySample> keys) {
    if (keys.isEmpty()) {
      throw new QueryException(
          ErrorCode.EMPTY_FILE,
          "File has no records, so its columns are unknown: "
              + name
              + "; declare them (columns => '{\"key\": \"TYPE\", ...}') or leave the file out");
    }
    Map<String, DataType> asked = options.typesByName(JsonOptions.TYPES);
    Set<String> unknown = new HashSet<>(asked.keySet());
    unknown.removeAll(keys.keySet());
    if (!unknown.isEmpty()) {
      throw new QueryException(
          ErrorCode.INVALID_OPTION,
          "Option types names keys that the samples do not have: "
              + unknown
              + ", they have "
              + keys.keySet()
              + "; declare all columns instead (columns => ...)");
    }
    List<Field> fields = new ArrayList<>();
    Set<String> used = new HashSet<>();
    keys.forEach(
        (key, sample) -> {
          DataType type = asked.getOrDefault(key, sample.type());
          Field field = Field.of(unique(key, used), type);
          check(field);
          fields.add(field);
        });
    List<String> names = fields.stream().map(Field::name).toList();
    List<String> keyList = List.copyOf(keys.keySet());
    JsonOptions settled =
        names.equals(keyList)
            ? options
            : options.with(JsonOptions.KEYS, OptionValue.encode(keyList));
    return new FileShape(new Schema(fields), settled.toMap());
  }

  /** Column names differ by more than case, and are not empty. */
  private static String unique(String key, Set<String> used) {
    String wanted = key.isEmpty() ? "column" + used.size() : key;
    String found = wanted;
    for (int i = 1; !used.add(found.toLowerCase(Locale.ROOT)); i++) {
      found = wanted + "_" + i;
    }
    return found;
  }
}
