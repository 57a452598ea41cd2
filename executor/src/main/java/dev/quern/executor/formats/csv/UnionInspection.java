package dev.quern.executor.formats.csv;

import dev.quern.executor.formats.Format.FileShape;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns of files that need not have the same ones: those of all header lines, in the
 * order in which they occur first. Looks at every file.
 */
final class UnionInspection {
  private final String name;
  private final List<SourceFile> files;
  private final CsvOptions given;
  private final @Nullable Schema declared;

  UnionInspection(
      String name, List<SourceFile> files, CsvOptions given, @Nullable Schema declared) {
    this.name = name;
    this.files = files;
    this.given = given;
    this.declared = declared == null ? CsvInspection.columnsOption(given) : declared;
  }

  /**
   * Returns columns and settled options; the first file settles delimiter, quote and escape.
   *
   * @throws QueryException MALFORMED_FILE if a file has no header line
   */
  FileShape inspect() {
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, TypeGuess> guesses = new LinkedHashMap<>();
    CsvOptions options = given;
    boolean isFirst = true;
    for (SourceFile file : files) {
      CsvInspection inspection = new CsvInspection(name, List.of(file), options, null);
      if (inspection.hasNoContent()) {
        continue;
      }
      CsvInspection.Findings findings = inspection.find();
      List<String> header = findings.headerNames();
      if (header == null) {
        throw withoutHeader(file);
      }
      options = isFirst ? findings.options().with(CsvOption.HEADER, "true") : options;
      isFirst = false;
      for (int i = 0; i < header.size(); i++) {
        String key = header.get(i).toLowerCase(Locale.ROOT);
        TypeGuess guess = findings.guesses().get(i);
        names.putIfAbsent(key, header.get(i));
        TypeGuess known = guesses.putIfAbsent(key, guess);
        if (known != null) {
          known.merge(guess);
        }
      }
    }
    if (isFirst) {
      return new CsvInspection(name, files, given, declared).inspect();
    }
    Schema schema = declared == null ? schema(names, guesses) : declared;
    return new FileShape(schema, options.toMap());
  }

  private Schema schema(Map<String, String> names, Map<String, TypeGuess> guesses) {
    Map<String, DataType> found = new LinkedHashMap<>();
    guesses.forEach((key, guess) -> found.put(names.getOrDefault(key, key), guess.type()));
    List<Field> fields = new ArrayList<>();
    CsvInspection.chosenTypes(found, given)
        .forEach((column, type) -> fields.add(Field.of(column, type)));
    return new Schema(fields);
  }

  private static QueryException withoutHeader(SourceFile file) {
    return new QueryException(
        ErrorCode.MALFORMED_FILE,
        "File has no header line, but union_by_name needs one: file="
            + file.path()
            + "; set header => true if its first line is one");
  }
}
