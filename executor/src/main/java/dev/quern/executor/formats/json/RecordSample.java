package dev.quern.executor.formats.json;

import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/** Records of several places of several files, and what they say about their keys. */
final class RecordSample {
  private static final int BLOCK_BYTES = 1 << 18;
  private static final long START_BYTES = 1 << 18;
  private static final long PLACE_BYTES = 1 << 16;

  /** Files that cannot be entered in the middle are read further from the start. */
  private static final long WHOLE_BYTES = 16L << 20;

  private static final int MAX_FILES = 8;

  /** Places of the first file that are looked at besides its start, the last at its end. */
  private static final int PLACES = 4;

  private final JsonOptions options;
  private final BufferAllocator allocator;
  private final JsonScanner scanner = new JsonScanner();
  private final Map<String, KeySample> keys = new LinkedHashMap<>();
  private long records;
  private long bytes;

  RecordSample(JsonOptions options, BufferAllocator allocator) {
    this.options = options;
    this.allocator = allocator;
  }

  /** Returns the keys in the order in which they were seen first. */
  Map<String, KeySample> keys() {
    return keys;
  }

  long records() {
    return records;
  }

  long bytes() {
    return bytes;
  }

  /** Reads samples of {@code files}, which are not empty. */
  void read(List<SourceFile> files) {
    try (StringText text = new StringText(allocator)) {
      for (int i = 0; i < Math.min(MAX_FILES, files.size()); i++) {
        int index =
            files.size() <= MAX_FILES ? i : (int) ((long) i * (files.size() - 1) / (MAX_FILES - 1));
        read(files.get(index), i == 0, text);
      }
    }
  }

  private void read(SourceFile source, boolean isFirst, StringText text) {
    JsonFile file = new JsonFile(source.path(), options);
    Split whole = new Split(source, 0, source.sizeBytes(), true);
    boolean isCut = !file.isStream() && readsPlaces(file, whole);
    long startBytes = !isCut ? WHOLE_BYTES : isFirst ? START_BYTES : PLACE_BYTES;
    boolean isAsked = options.toMap().containsKey(JsonOptions.SAMPLE_SIZE);
    read(file, whole, isAsked ? Long.MAX_VALUE : startBytes, text);
    if (!isCut || source.sizeBytes() <= startBytes) {
      return;
    }
    long end = Math.max(startBytes, source.sizeBytes() - PLACE_BYTES);
    int places = isFirst && source.sizeBytes() > 2 * PLACES * PLACE_BYTES + startBytes ? PLACES : 1;
    for (int i = 1; i <= places; i++) {
      Split place = new Split(source, end * i / places, PLACE_BYTES, false);
      read(file, place, PLACE_BYTES, text);
    }
  }

  private boolean readsPlaces(JsonFile file, Split whole) {
    return JsonRecords.layoutOf(file, whole, allocator) == JsonLayout.LINES;
  }

  private void read(JsonFile file, Split split, long mostBytes, StringText text) {
    long mostRecords = options.sampleRows() < 0 ? Long.MAX_VALUE : options.sampleRows();
    long seenBytes = 0;
    long seenRecords = 0;
    try (JsonRecords found =
        new JsonRecords(file, split, scanner, BLOCK_BYTES, allocator, count -> {})) {
      while (seenBytes < mostBytes && seenRecords < mostRecords && found.next()) {
        add(found, text);
        seenBytes += found.length();
        seenRecords++;
      }
    }
  }

  private void add(JsonRecords found, StringText text) {
    boolean skips = options.onError() == JsonOptions.OnError.SKIP;
    records++;
    bytes += found.length() + 1;
    if (Memory.getByte(found.start()) != '{') {
      if (!skips) {
        throw found.error(
            ErrorCode.MALFORMED_FILE,
            "JSON record is not an object",
            ", record="
                + JsonFile.excerpt(found.bytes(found.start(), found.end()))
                + "; each row must be an object {\"key\": value, ...}");
      }
      return;
    }
    try {
      addKeys(found, text);
    } catch (JsonSyntaxException e) {
      if (!skips || found.layout() != JsonLayout.LINES) {
        throw found.malformed(e);
      }
    }
  }

  private void addKeys(JsonRecords found, StringText text) {
    long end = found.end();
    scanner.setLimit(end);
    if (scanner.value(found.start()) != end) {
      throw scanner.unexpected(scanner.blanks(scanner.value(found.start())), "the end of the line");
    }
    long address = scanner.blanks(found.start() + 1);
    while (Memory.getByte(address) != '}') {
      long keyEnd = scanner.string(address + 1);
      text.read(address + 1, keyEnd, scanner.hasEscapes());
      String key = RecordKeys.string(text.start(), text.end());
      long start = scanner.blanks(scanner.blanks(keyEnd + 1) + 1);
      address = scanner.value(start);
      KeySample sample = keys.computeIfAbsent(key, name -> new KeySample());
      addValue(sample, start, address, text);
      address = scanner.blanks(address);
      if (Memory.getByte(address) == ',') {
        address = scanner.blanks(address + 1);
      }
    }
  }

  private void addValue(KeySample sample, long start, long end, StringText text) {
    JsonKind kind = JsonKind.at(start);
    if (kind != JsonKind.STRING) {
      sample.add(kind, start, end);
      return;
    }
    text.read(start + 1, end - 1, scanner.hasEscapes());
    sample.add(kind, text.start(), text.end());
  }
}
