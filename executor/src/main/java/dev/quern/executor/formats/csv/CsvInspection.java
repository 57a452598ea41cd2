package dev.quern.executor.formats.csv;

import dev.quern.executor.batch.Allocators;
import dev.quern.executor.formats.Format.FileShape;
import dev.quern.executor.formats.text.ByteSource;
import dev.quern.executor.formats.text.TextFiles;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Finds out what columns CSV files have, from samples of several places in several files. */
final class CsvInspection {
  private static final int DIALECT_BYTES = 1 << 14;
  private static final long START_BYTES = 1 << 16;
  private static final long PLACE_BYTES = 1 << 15;
  private static final int MAX_FILES = 8;

  /** Places of the first file that are looked at besides its start, the last at its end. */
  private static final int PLACES = 4;

  private final String name;
  private final List<SourceFile> files;
  private final CsvOptions given;
  private final @Nullable Schema declared;

  CsvInspection(String name, List<SourceFile> files, CsvOptions given, @Nullable Schema declared) {
    this.name = name;
    this.given = given;
    this.files = withContent(files, given);
    this.declared = declared == null ? columnsOption(given) : declared;
  }

  /** A compressed file without content has a size all the same; only the first ones are tried. */
  private static List<SourceFile> withContent(List<SourceFile> files, CsvOptions options) {
    List<SourceFile> sized = files.stream().filter(file -> file.sizeBytes() > 0).toList();
    int first = 0;
    while (first < sized.size()
        && ByteSources.isStream(sized.get(first).path(), options)
        && head(sized.get(first).path(), options).length == 0) {
      first++;
    }
    return sized.subList(first, sized.size());
  }

  /** Returns the columns that the option columns declares, or null. */
  static @Nullable Schema columnsOption(CsvOptions options) {
    List<Field> fields = new ArrayList<>();
    options
        .typesByName(CsvOption.COLUMNS)
        .forEach((name, type) -> fields.add(Field.of(name, type)));
    return fields.isEmpty() ? null : new Schema(fields);
  }

  /** Returns columns and settled options. */
  FileShape inspect() {
    if (files.isEmpty()) {
      return ofEmptyFiles();
    }
    return shape(find());
  }

  private FileShape ofEmptyFiles() {
    if (declared == null) {
      throw new QueryException(
          ErrorCode.EMPTY_FILE,
          "File is empty, so its columns are unknown: "
              + name
              + "; declare them (columns => '{\"name\": \"TYPE\", ...}') or leave the file out");
    }
    boolean hasHeader = !Boolean.FALSE.equals(given.header());
    return shape(declared, CsvDialect.of(given, declared.size()), hasHeader, null);
  }

  /**
   * What samples tell of the files.
   *
   * @param options with the dialect settled
   * @param headerNames null if there is no header line
   * @param guesses one for each column; without the first row if it is a header
   */
  record Findings(
      CsvOptions options,
      CsvDialect dialect,
      @Nullable List<String> headerNames,
      List<TypeGuess> guesses) {}

  /** Returns whether all files are empty. */
  boolean hasNoContent() {
    return files.isEmpty();
  }

  /** Samples the files, of which at least one has content. */
  Findings find() {
    try (BufferAllocator allocator = Allocators.newRoot()) {
      return find(allocator);
    }
  }

  private Findings find(BufferAllocator allocator) {
    SourceFile first = files.get(0);
    CsvDialect dialect = dialect(first.path());
    CsvOptions probing = settled(dialect).with(CsvOption.HEADER, "false");
    List<TypeGuess> firstRow = guesses(dialect, probing);
    List<TypeGuess> others = guesses(dialect, probing);
    List<String> firstTexts = new ArrayList<>();
    TypeSampler sampler = new TypeSampler(probing, dialect, allocator);
    sampler.sampleStart(
        first.path(), startBytes(), headerObserver(firstRow, firstTexts), observer(others));
    boolean hasHeader =
        given.header() == null
            ? new HeaderGuess(firstTexts, firstRow, others, declared).hasHeader()
            : given.header();
    List<String> headerNames = hasHeader ? HeaderNames.settle(firstTexts) : null;
    CsvOptions known = probing.with(CsvOption.HEADER, String.valueOf(hasHeader));
    sampleOthers(new TypeSampler(known, dialect, allocator), headerNames, observer(others));
    if (!hasHeader) {
      mergeFirstRow(firstRow, others);
    }
    return new Findings(settled(dialect), dialect, headerNames, others);
  }

  private FileShape shape(Findings found) {
    CsvDialect dialect = found.dialect();
    List<String> headerNames = found.headerNames();
    if (declared != null) {
      Schema checked = checkedDeclared(dialect, files.get(0).path());
      return shape(checked, dialect, headerNames != null, null);
    }
    List<String> inFile =
        headerNames == null ? HeaderNames.numbered(dialect.columns()) : headerNames;
    return shape(
        schema(renamed(inFile), found.guesses()), dialect, headerNames != null, headerNames);
  }

  private void sampleOthers(
      TypeSampler sampler, @Nullable List<String> headerNames, TypeSampler.Observer observer) {
    for (int i = 0; i < Math.min(MAX_FILES, files.size()); i++) {
      int index =
          files.size() <= MAX_FILES ? i : (int) ((long) i * (files.size() - 1) / (MAX_FILES - 1));
      SourceFile file = files.get(index);
      if (i > 0) {
        List<String> found = sampler.sampleStart(file.path(), startBytes() / 4, null, observer);
        if (found != null && headerNames != null && declared == null) {
          FileStart.checkHeader(file.path(), headerNames, found);
        }
      }
      if (!ByteSources.isStream(file.path(), given)) {
        sampleRest(sampler, file, i == 0, observer);
      }
    }
  }

  /** Samples further places of a file that was not read whole. */
  private void sampleRest(
      TypeSampler sampler, SourceFile file, boolean isFirst, TypeSampler.Observer observer) {
    long read = isFirst ? startBytes() : startBytes() / 4;
    if (file.sizeBytes() <= read) {
      return;
    }
    long end = Math.max(file.sizeBytes() - PLACE_BYTES, read / 2);
    for (int i = 1; isFirst && i < PLACES && end > PLACES * read; i++) {
      sampler.sampleMiddle(file.path(), end * i / PLACES, PLACE_BYTES, observer);
    }
    sampler.sampleMiddle(file.path(), end, PLACE_BYTES, observer);
  }

  private long startBytes() {
    int rows = given.sampleRows();
    if (rows < 0) {
      return Integer.MAX_VALUE;
    }
    boolean isAsked = given.isSet(CsvOption.SAMPLE_SIZE);
    return isAsked ? Math.max(START_BYTES, Math.min(Integer.MAX_VALUE, rows * 200L)) : START_BYTES;
  }

  private CsvDialect dialect(String path) {
    if (given.isExotic()) {
      return canonicalOfExotic(path);
    }
    byte[] sample = head(path, given);
    boolean isWhole = sample.length < DIALECT_BYTES;
    CsvDialect dialect = new DialectGuess(path, afterSkipped(sample), isWhole, given).guess();
    return declared == null || !given.nullPadding()
        ? dialect
        : dialect.withColumns(declared.size());
  }

  /** The scanner sees a transcoded file; only its number of columns is to be found. */
  private CsvDialect canonicalOfExotic(String path) {
    byte[] sample = afterSkipped(head(path, given));
    CsvDialect canonical = CsvDialect.of(given, 0);
    int end = 0;
    while (end < sample.length && sample[end] != '\n') {
      end++;
    }
    byte[] line = Arrays.copyOf(sample, end);
    return canonical.withColumns(RecordText.fields(line, canonical).size());
  }

  private static byte[] head(String path, CsvOptions options) {
    ByteBuffer head = ByteBuffer.allocate(DIALECT_BYTES);
    try (ByteSource source = ByteSources.open(path, options)) {
      int count = 0;
      while (count >= 0 && head.hasRemaining()) {
        count = source.read(head.position(), head);
      }
    } catch (IOException e) {
      throw TextFiles.failure(path, e);
    }
    return Arrays.copyOf(head.array(), head.position());
  }

  private byte[] afterSkipped(byte[] head) {
    boolean hasMark =
        head.length >= 3
            && head[0] == (byte) 0xEF
            && head[1] == (byte) 0xBB
            && head[2] == (byte) 0xBF;
    int position = hasMark ? 3 : 0;
    for (int i = 0; i < given.skip(); i++) {
      while (position < head.length && !RowIndex.isLineEnd(head[position])) {
        position++;
      }
      boolean isPair =
          position + 1 < head.length && head[position] == '\r' && head[position + 1] == '\n';
      position = Math.min(head.length, position + (isPair ? 2 : 1));
    }
    return Arrays.copyOfRange(head, position, head.length);
  }

  private static List<TypeGuess> guesses(CsvDialect dialect, CsvOptions options) {
    List<TypeGuess> guesses = new ArrayList<>();
    for (int i = 0; i < dialect.columns(); i++) {
      guesses.add(new TypeGuess(options));
    }
    return guesses;
  }

  private static TypeSampler.Observer observer(List<TypeGuess> guesses) {
    return (column, start, end) -> guesses.get(column).observe(start, end);
  }

  private static TypeSampler.Observer headerObserver(List<TypeGuess> guesses, List<String> texts) {
    return new TypeSampler.Observer() {
      @Override
      public void field(int column, long start, long end) {
        guesses.get(column).observe(start, end);
        texts.add(FieldText.toString(start, end));
      }

      @Override
      public void empty(int column) {
        texts.add("");
      }
    };
  }

  private static void mergeFirstRow(List<TypeGuess> firstRow, List<TypeGuess> others) {
    for (int i = 0; i < others.size(); i++) {
      others.get(i).merge(firstRow.get(i));
    }
  }

  private List<String> renamed(List<String> inFile) {
    List<String> names = given.names();
    if (names.size() > inFile.size()) {
      throw new QueryException(
          ErrorCode.INVALID_OPTION,
          "Option names has more names than the file has columns: names="
              + names
              + ", file has "
              + inFile);
    }
    List<String> renamed = new ArrayList<>(names);
    renamed.addAll(inFile.subList(names.size(), inFile.size()));
    return HeaderNames.settle(renamed);
  }

  private Schema schema(List<String> names, List<TypeGuess> guesses) {
    Map<String, DataType> found = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      found.put(names.get(i), guesses.get(i).type());
    }
    List<Field> fields = new ArrayList<>();
    chosenTypes(found, given).forEach((column, type) -> fields.add(Field.of(column, type)));
    return new Schema(fields);
  }

  /** Returns the columns with the types that the options choose for them, else those found. */
  static Map<String, DataType> chosenTypes(Map<String, DataType> found, CsvOptions options) {
    Map<String, DataType> asked = options.typesByName(CsvOption.TYPES);
    Set<String> unknown = new HashSet<>(asked.keySet());
    Map<String, DataType> chosen = new LinkedHashMap<>();
    found.forEach(
        (column, type) -> {
          chosen.put(column, options.allVarchar() ? DataTypes.VARCHAR : type);
          for (Map.Entry<String, DataType> entry : asked.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(column)) {
              chosen.put(column, entry.getValue());
              unknown.remove(entry.getKey());
            }
          }
        });
    if (!unknown.isEmpty()) {
      throw new QueryException(
          ErrorCode.INVALID_OPTION,
          "Option types names columns that the file does not have: "
              + unknown
              + ", file has "
              + found.keySet());
    }
    return chosen;
  }

  private Schema checkedDeclared(CsvDialect dialect, String path) {
    Schema schema = declared == null ? Schema.of() : declared;
    if (schema.size() != dialect.columns() && !given.nullPadding()) {
      throw new QueryException(
          ErrorCode.MALFORMED_FILE,
          "File has another number of columns than declared: file="
              + path
              + ", declared="
              + schema.size()
              + ", found="
              + dialect.columns()
              + "; check the delimiter, or set null_padding => true");
    }
    return schema;
  }

  private FileShape shape(
      Schema schema, CsvDialect dialect, boolean hasHeader, @Nullable List<String> headerNames) {
    CsvOptions options =
        settled(dialect).with(CsvOption.HEADER, String.valueOf(hasHeader).toLowerCase(Locale.ROOT));
    if (headerNames != null) {
      options = options.with(CsvOption.HEADER_NAMES, RecordText.encode(headerNames));
    }
    return new FileShape(schema, options.toMap());
  }

  private CsvOptions settled(CsvDialect dialect) {
    if (given.isExotic()) {
      return given;
    }
    return given
        .with(CsvOption.DELIMITER, Character.toString(dialect.delimiter()))
        .with(CsvOption.QUOTE, optional(dialect.quote()))
        .with(CsvOption.ESCAPE, optional(dialect.escape()));
  }

  private static String optional(int character) {
    return character == CsvOptions.NONE ? "" : Character.toString(character);
  }
}
