package dev.quern.executor.formats.json;

import dev.quern.executor.memory.Memory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells which column a key belongs to. Remembers which key came after which, so that most keys are
 * only compared with the one that is expected.
 */
final class RecordKeys {
  /** The column of keys that the table does not have. */
  static final int UNKNOWN = -1;

  private static final int MAX_REMEMBERED = 4096;
  private static final int MAX_REMEMBERED_BYTES = 256;

  private final JsonScanner scanner;
  private final StringText text;
  private final Map<String, Integer> columns = new HashMap<>();
  private final Map<String, Integer> columnsIgnoringCase = new HashMap<>();

  /** The keys as they stand in files, escapes and all: eight bytes a word, zeros at the end. */
  private final List<long[]> words = new ArrayList<>();

  private int[] lengths = new int[16];
  private int[] columnOf = new int[16];
  private int[] successor = new int[17];
  private int[] slots = new int[64];
  private int last;
  private long end;

  /**
   * Knows the keys of a table.
   *
   * @param keys that of each column
   */
  RecordKeys(List<String> keys, JsonScanner scanner, StringText text) {
    this.scanner = scanner;
    this.text = text;
    for (int i = 0; i < keys.size(); i++) {
      columns.putIfAbsent(keys.get(i), i);
      columnsIgnoringCase.putIfAbsent(keys.get(i).toLowerCase(Locale.ROOT), i);
    }
    Arrays.fill(successor, -1);
    Arrays.fill(slots, -1);
    this.last = -1;
  }

  /** Begins a new record. */
  void restart() {
    last = -1;
  }

  /** Returns the address of the closing quote of the key that was found last. */
  long end() {
    return end;
  }

  /**
   * Returns the column of the key that begins at {@code start}, after its opening quote, or {@link
   * #UNKNOWN}.
   */
  int column(long start) {
    int expected = successor[last + 1];
    if (expected >= 0 && isAt(expected, start)) {
      end = start + lengths[expected];
      last = expected;
      return columnOf[expected];
    }
    end = scanner.string(start);
    boolean hasEscapes = scanner.hasEscapes();
    int found = find(start, end);
    if (found >= 0) {
      successor[last + 1] = found;
      last = found;
      return columnOf[found];
    }
    text.read(start, end, hasEscapes);
    int column = columnOf(string(text.start(), text.end()));
    if (words.size() < MAX_REMEMBERED && end - start <= MAX_REMEMBERED_BYTES) {
      int added = remember(start, (int) (end - start), column);
      successor[last + 1] = added;
      last = added;
    }
    return column;
  }

  private int columnOf(String key) {
    @Nullable Integer column = columns.get(key);
    if (column == null) {
      column = columnsIgnoringCase.get(key.toLowerCase(Locale.ROOT));
    }
    return column == null ? UNKNOWN : column;
  }

  private boolean isAt(int key, long start) {
    int length = lengths[key];
    return start + length < scanner.limit()
        && Memory.getByte(start + length) == '"'
        && isSame(key, start);
  }

  private boolean isSame(int key, long start) {
    long[] expected = words.get(key);
    int whole = lengths[key] >>> 3;
    for (int i = 0; i < whole; i++) {
      if (Memory.getLong(start + 8L * i) != expected[i]) {
        return false;
      }
    }
    int rest = lengths[key] & 7;
    return rest == 0 || tail(start + 8L * whole, rest) == expected[whole];
  }

  private static long tail(long address, int count) {
    return Memory.getLong(address) << (64 - 8 * count) >>> (64 - 8 * count);
  }

  private int find(long start, long to) {
    int length = (int) Math.min(to - start, Integer.MAX_VALUE);
    int slot = hash(start, length) & (slots.length - 1);
    while (slots[slot] >= 0) {
      int key = slots[slot];
      if (lengths[key] == length && isSame(key, start)) {
        return key;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return -1;
  }

  private static int hash(long start, int length) {
    long hash = length;
    int whole = length & ~7;
    for (int i = 0; i < whole; i += Long.BYTES) {
      hash = (hash ^ Memory.getLong(start + i)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    if (length > whole) {
      hash = (hash ^ tail(start + whole, length - whole)) * 0x9E3779B97F4A7C15L;
    }
    return (int) (hash >>> 33);
  }

  private int remember(long start, int length, int column) {
    int key = words.size();
    long[] copy = new long[(length + 7) >>> 3];
    for (int i = 0; i < copy.length; i++) {
      int count = Math.min(Long.BYTES, length - 8 * i);
      copy[i] = tail(start + 8L * i, count);
    }
    words.add(copy);
    if (key == lengths.length) {
      lengths = Arrays.copyOf(lengths, key * 2);
      columnOf = Arrays.copyOf(columnOf, key * 2);
      successor = Arrays.copyOf(successor, key * 2 + 1);
      Arrays.fill(successor, key + 1, successor.length, -1);
    }
    lengths[key] = length;
    columnOf[key] = column;
    if (key * 2 >= slots.length) {
      slots = new int[slots.length * 2];
      Arrays.fill(slots, -1);
      for (int i = 0; i < key; i++) {
        insert(i);
      }
    }
    insert(key);
    return key;
  }

  private void insert(int key) {
    int slot = hash(words.get(key), lengths[key]) & (slots.length - 1);
    while (slots[slot] >= 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = key;
  }

  /** The same as of the bytes in memory. */
  private static int hash(long[] key, int length) {
    long hash = length;
    int whole = length >>> 3;
    for (int i = 0; i < whole; i++) {
      hash = (hash ^ key[i]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    if (whole < key.length) {
      hash = (hash ^ key[whole]) * 0x9E3779B97F4A7C15L;
    }
    return (int) (hash >>> 33);
  }

  static String string(long from, long to) {
    byte[] bytes = new byte[(int) (to - from)];
    Memory.copyTo(from, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
