package dev.quern.executor.formats.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/**
 * Dialects that the scanner does not take (delimiters of several characters, characters beyond
 * ASCII): Commons CSV reads them, and they are written anew with commas and double quotes.
 */
final class ExoticDialect {
  /** What the scanner sees instead. */
  static final String DELIMITER = ",";

  private ExoticDialect() {}

  /** Returns the rows of {@code stream} with commas, quotes doubled, and line feeds. */
  static InputStream transcode(InputStream stream, CsvOptions options) throws IOException {
    CSVFormat.Builder format =
        CSVFormat.Builder.create()
            .setDelimiter(options.delimiterText())
            .setRecordSeparator('\n')
            .setIgnoreEmptyLines(true)
            // With this mode an empty quoted field differs from an empty one.
            .setQuoteMode(QuoteMode.ALL_NON_NULL)
            .setNullString("");
    if (options.isSet(CsvOption.QUOTE)) {
      format.setQuote(character(options, CsvOption.QUOTE));
    }
    if (options.isSet(CsvOption.ESCAPE)
        && options.character(CsvOption.ESCAPE) != options.character(CsvOption.QUOTE)) {
      format.setEscape(character(options, CsvOption.ESCAPE));
    }
    if (options.isSet(CsvOption.COMMENT)) {
      format.setCommentMarker(character(options, CsvOption.COMMENT));
    }
    PushbackInputStream unmarked = new PushbackInputStream(stream, 3);
    byte[] head = unmarked.readNBytes(3);
    boolean hasMark = Arrays.equals(head, new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
    unmarked.unread(head, 0, hasMark ? 0 : head.length);
    CSVParser parser =
        CSVParser.parse(new InputStreamReader(unmarked, StandardCharsets.UTF_8), format.get());
    return new TranscodedStream(parser);
  }

  private static @Nullable Character character(CsvOptions options, CsvOption option) {
    int character = options.character(option);
    return character == CsvOptions.NONE ? null : (char) character;
  }

  private static final class TranscodedStream extends InputStream {
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final StringBuilder row = new StringBuilder();
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    TranscodedStream(CSVParser parser) {
      this.parser = parser;
      this.records = parser.iterator();
    }

    @Override
    public int read() throws IOException {
      return fill() ? bytes.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, bytes.remaining());
      bytes.get(target, offset, count);
      return count;
    }

    private boolean fill() throws IOException {
      if (bytes.hasRemaining()) {
        return true;
      }
      row.setLength(0);
      try {
        while (row.length() < 8192 && records.hasNext()) {
          append(records.next());
        }
      } catch (java.io.UncheckedIOException e) {
        throw e.getCause();
      }
      bytes = ByteBuffer.wrap(row.toString().getBytes(StandardCharsets.UTF_8));
      return bytes.hasRemaining();
    }

    private void append(CSVRecord rowRecord) {
      for (int i = 0; i < rowRecord.size(); i++) {
        row.append(i == 0 ? "" : DELIMITER);
        String field = rowRecord.get(i);
        if (field != null) {
          row.append('"').append(field.replace("\"", "\"\"")).append('"');
        }
      }
      row.append('\n');
    }

    @Override
    public void close() throws IOException {
      parser.close();
    }
  }
}
