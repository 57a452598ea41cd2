package dev.quern.executor.formats.json;

import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.ErrorCode;

/** Walks over the keys of records and sets the columns that are needed. */
final class RecordDecoder {
  private final JsonOptions options;
  private final JsonScanner scanner;
  private final StringText text;
  private final RecordKeys keys;
  private final RecordColumns columns;

  /** For each column of the files that of {@link #columns}, or -1. */
  private final int[] targets;

  RecordDecoder(
      JsonOptions options,
      JsonScanner scanner,
      StringText text,
      RecordKeys keys,
      RecordColumns columns,
      int[] targets) {
    this.options = options;
    this.scanner = scanner;
    this.text = text;
    this.keys = keys;
    this.columns = columns;
    this.targets = targets;
  }

  /** Appends the current record as a row, unless it is one to be skipped. */
  void decode(JsonRecords records) {
    columns.startRow();
    boolean isRow;
    try {
      isRow = readObject(records);
    } catch (JsonSyntaxException e) {
      boolean isSkipped =
          options.onError() == JsonOptions.OnError.SKIP && records.layout() == JsonLayout.LINES;
      if (!isSkipped) {
        throw records.malformed(e);
      }
      isRow = false;
    }
    if (isRow) {
      columns.endRow();
    } else {
      columns.dropRow();
    }
  }

  private boolean readObject(JsonRecords records) {
    long end = records.end();
    scanner.setLimit(end);
    long address = records.start();
    if (Memory.getByte(address) != '{') {
      return refuseRecord(records);
    }
    keys.restart();
    boolean isRow = true;
    address = scanner.blanks(address + 1);
    boolean isEmpty = address < end && Memory.getByte(address) == '}';
    while (!isEmpty) {
      scanner.expect(address, '"', "a key");
      long keyStart = address + 1;
      int column = keys.column(keyStart);
      address = scanner.blanks(keys.end() + 1);
      scanner.expect(address, ':', "':'");
      address = scanner.blanks(address + 1);
      int target = column == RecordKeys.UNKNOWN ? -1 : targets[column];
      if (column == RecordKeys.UNKNOWN && options.rejectsUnknownKeys()) {
        isRow &= refuseKey(records, keyStart);
      }
      long valueStart = address;
      address = scanner.value(address);
      if (target >= 0) {
        isRow &= set(records, target, valueStart, address);
      }
      address = scanner.blanks(address);
      if (address < end && Memory.getByte(address) == '}') {
        break;
      }
      scanner.expect(address, ',', "',' or '}'");
      address = scanner.blanks(address + 1);
    }
    if (scanner.blanks(address + 1) < end) {
      throw scanner.unexpected(scanner.blanks(address + 1), "the end of the line");
    }
    return isRow;
  }

  private boolean set(JsonRecords records, int target, long start, long end) {
    JsonKind kind = JsonKind.at(start);
    long from = start;
    long to = end;
    if (kind == JsonKind.STRING) {
      text.read(start + 1, end - 1, scanner.hasEscapes());
      from = text.start();
      to = text.end();
    }
    if (columns.set(target, kind, from, to)) {
      return true;
    }
    return refuseValue(records, target, start, end);
  }

  /** Returns whether the row stays. */
  private boolean refuseValue(JsonRecords records, int target, long start, long end) {
    switch (options.onError()) {
      case NULL:
        columns.setNull(target);
        return true;
      case SKIP:
        return false;
      default:
        break;
    }
    String name = columns.field(target).name();
    String type = columns.field(target).type().sqlName();
    throw records.error(
        ErrorCode.INVALID_CAST,
        "Cannot read column as " + type,
        ", column="
            + name
            + ", value="
            + JsonFile.excerpt(records.bytes(start, end))
            + ", reason="
            + columns.problem(target)
            + "; declare the column as VARCHAR (types => '{\""
            + name
            + "\": \"VARCHAR\"}'), or set on_error => 'null' or 'skip'");
  }

  private boolean refuseRecord(JsonRecords records) {
    if (options.onError() == JsonOptions.OnError.SKIP) {
      return false;
    }
    throw records.error(
        ErrorCode.MALFORMED_FILE,
        "JSON record is not an object",
        ", record="
            + JsonFile.excerpt(records.bytes(records.start(), records.end()))
            + "; each row must be an object {\"key\": value, ...}; or set on_error => 'skip'");
  }

  private boolean refuseKey(JsonRecords records, long start) {
    if (options.onError() != JsonOptions.OnError.FAIL) {
      return options.onError() == JsonOptions.OnError.NULL;
    }
    throw records.error(
        ErrorCode.MALFORMED_FILE,
        "JSON record has a key that is no column",
        ", key="
            + JsonFile.excerpt(records.bytes(start, keys.end()))
            + "; declare the column, or set unknown_keys => 'ignore'");
  }
}
