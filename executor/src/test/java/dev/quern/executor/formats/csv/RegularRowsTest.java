package dev.quern.executor.formats.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.formats.text.ByteSource;
import dev.quern.executor.formats.text.TextWindow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

/**
 * Finds rows in large steps and, as the oracle, in steps too small for {@link RegularRows} and
 * {@link PlainLines}.
 */
class RegularRowsTest {
  private static final int LARGE_STEP = 4096;
  private static final int SMALL_STEP = RegularRows.LEAST_ROWS - 1;
  private static final CsvDialect THREE = new CsvDialect(',', '"', '"', CsvOptions.NONE, 3);

  private static final RowProblems KEEPS_ALL =
      new RowProblems() {
        @Override
        public boolean keepRaggedRow(int start, int end) {
          return true;
        }

        @Override
        public void unclosedQuote(int start) {}

        @Override
        public void rowTooLong(int start) {}

        @Override
        public void badValue(int row, int column, int start, int end, BadValue problem) {}
      };

  @Test
  void findsRegularRowsByThemselves() {
    for (String lineEnd : List.of("\n", "\r\n")) {
      byte[] text = ("1,\"a,\"\"\nb\",x" + lineEnd).repeat(1000).getBytes(StandardCharsets.UTF_8);
      try (BufferAllocator allocator = new RootAllocator();
          TextWindow window = window(text, allocator)) {
        RegularRows rows = new RegularRows(THREE);
        int found = rows.find(window.address(), 0, window.limit(), Long.MAX_VALUE, LARGE_STEP);
        assertEquals(1000, found);
        assertEquals(
            text.length - 1, rows.ends()[found * rows.stride()], "the end of the last row");
      }
    }
  }

  @Test
  void stopsBeforeWhatIsNotRegular() {
    for (String odd : List.of("1,2\n3\n", "\n", "1,2,3,4\n", "a\"b\"\"\",2,3\n", "1\r2,3\n")) {
      byte[] text =
          ("1,2,3\n".repeat(50) + odd + "1,2,3\n".repeat(50)).getBytes(StandardCharsets.UTF_8);
      try (BufferAllocator allocator = new RootAllocator();
          TextWindow window = window(text, allocator)) {
        int found =
            new RegularRows(THREE)
                .find(window.address(), 0, window.limit(), Long.MAX_VALUE, LARGE_STEP);
        assertTrue(found <= 50, odd + " is no row, but " + found + " were found");
      }
    }
  }

  @Test
  void findsWhatIsFoundRowByRow() {
    Random random = new Random(7);
    for (int round = 0; round < 600; round++) {
      int columns = 1 + random.nextInt(5);
      byte quote = (byte) (random.nextInt(4) == 0 ? '\'' : '"');
      CsvDialect dialect = new CsvDialect(';', quote, quote, CsvOptions.NONE, columns);
      byte[] text = text(random, dialect, random.nextInt(round % 3 == 0 ? 3 : 40));
      SortedSet<Integer> wanted = new TreeSet<>();
      for (int column = 0; column < columns; column++) {
        if (random.nextBoolean()) {
          wanted.add(column);
        }
      }
      long stop = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(text.length + 1);
      assertEquals(
          find(text, dialect, wanted, stop, SMALL_STEP),
          find(text, dialect, wanted, stop, LARGE_STEP),
          () -> new String(text, StandardCharsets.UTF_8));
    }
  }

  @Test
  void findsLinesOfWhichNoFieldIsWanted() {
    Random random = new Random(8);
    for (int round = 0; round < 600; round++) {
      int quote = random.nextInt(4) == 0 ? CsvOptions.NONE : '"';
      CsvDialect dialect =
          new CsvDialect(',', quote, quote, CsvOptions.NONE, 1 + 2 * random.nextInt(2));
      byte[] text = lines(random, random.nextInt(3) * 30);
      long stop = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(text.length + 1);
      int step = PlainLines.LEAST_ROWS + random.nextInt(LARGE_STEP);
      assertEquals(
          find(text, dialect, new TreeSet<>(), stop, SMALL_STEP),
          find(text, dialect, new TreeSet<>(), stop, step),
          () -> new String(text, StandardCharsets.UTF_8));
    }
  }

  @Test
  void findsPlainLinesByThemselves() {
    byte[] text = "1,\u00e9\u8a9e,-8\n".repeat(3000).getBytes(StandardCharsets.UTF_8);
    int[] starts = new int[LARGE_STEP];
    try (BufferAllocator allocator = new RootAllocator();
        TextWindow window = window(text, allocator)) {
      PlainLines lines = new PlainLines(THREE);
      assertEquals(
          3000, lines.find(window.address(), 0, text.length, Long.MAX_VALUE, LARGE_STEP, starts));
      assertEquals(text.length, lines.position());
      assertEquals(text.length / 3000 * 2999, starts[2999]);
    }
  }

  /** Writes lines of which about one in {@code oddity} has something odd, none if it is 0. */
  private static byte[] lines(Random random, int oddity) {
    StringBuilder text = new StringBuilder();
    int rows = random.nextInt(1500);
    for (int row = 0; row < rows; row++) {
      text.append("x\u00e9\u4e2d,\u008a\u000b".repeat(20), 0, 1 + random.nextInt(120));
      if (oddity > 0 && random.nextInt(oddity) == 0) {
        text.append(List.of("\r", "\n", "\r\n", ",\"a\nb\"", "\"").get(random.nextInt(5)));
      }
      text.append('\n');
    }
    return text.append(random.nextBoolean() ? "" : "end")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Writes rows of which about one in {@code oddity} times ten has something odd. */
  private static byte[] text(Random random, CsvDialect dialect, int oddity) {
    String lineEnd = List.of("\n", "\r\n", "\n").get(random.nextInt(3));
    char quote = (char) dialect.quote();
    StringBuilder text = new StringBuilder();
    int rows = random.nextInt(400);
    for (int row = 0; row < rows; row++) {
      boolean isOdd = oddity > 0 && random.nextInt(oddity * 10) == 0;
      for (int column = 0; column < dialect.columns(); column++) {
        text.append(column == 0 ? "" : ";").append(field(random, quote, isOdd));
      }
      text.append(isOdd ? List.of("\r", "\n\n", ";\n", "\r\n").get(random.nextInt(4)) : lineEnd);
    }
    return text.append(random.nextBoolean() ? "" : "end")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String field(Random random, char quote, boolean isOdd) {
    String plain = "a\u00e9\u4e2d,x-1".repeat(random.nextInt(8) == 0 ? 20 : 1);
    String text = plain.substring(0, random.nextInt(plain.length() + 1));
    switch (random.nextInt(isOdd ? 6 : 4)) {
      case 0:
        return quote + text + ";" + quote + quote + "\r\n" + quote;
      case 1:
        return quote + text + quote;
      case 4:
        return text + quote + text;
      case 5:
        return quote + text + quote + text + quote;
      default:
        return text;
    }
  }

  private static List<String> find(
      byte[] text, CsvDialect dialect, SortedSet<Integer> wanted, long stop, int step) {
    List<String> found = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        TextWindow window = window(text, allocator)) {
      RowIndex rows = new RowIndex(dialect, wanted, KEEPS_ALL);
      int count;
      int position = 0;
      do {
        count = rows.find(window, position, stop, step);
        for (int row = 0; row < count; row++) {
          found.add(row(rows, row, wanted, text));
        }
        position = rows.position();
      } while (count > 0);
      found.add("then " + position);
    }
    return found;
  }

  private static String row(RowIndex rows, int row, SortedSet<Integer> wanted, byte[] text) {
    StringBuilder fields = new StringBuilder().append(rows.rowStart(row));
    int entry = row * rows.stride();
    for (int column : wanted) {
      int start = rows.entries()[entry + rows.startSlot(column)] + rows.startShift(column);
      int end = rows.entries()[entry + rows.endSlot(column)];
      fields.append('|');
      fields.append(
          end == RowIndex.MISSING
              ? "missing"
              : new String(text, start, end - start, StandardCharsets.UTF_8));
    }
    return fields.toString();
  }

  private static TextWindow window(byte[] text, BufferAllocator allocator) {
    ByteBuffer bytes = ByteBuffer.wrap(text);
    ByteSource source =
        new ByteSource() {
          @Override
          public int read(long position, ByteBuffer target) {
            if (!bytes.hasRemaining()) {
              return -1;
            }
            int count = Math.min(bytes.remaining(), target.remaining());
            byte[] part = new byte[count];
            bytes.get(part);
            target.put(part);
            return count;
          }

          @Override
          public void close() {}
        };
    TextWindow window =
        new TextWindow("memory", source, 0, text.length + 1, allocator, count -> {});
    boolean goesOn = true;
    while (goesOn) {
      goesOn = window.advance(0, Long.MAX_VALUE);
    }
    return window;
  }
}
