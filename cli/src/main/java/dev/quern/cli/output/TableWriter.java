package dev.quern.cli.output;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table for reading, drawn with box characters or as Markdown. Column widths follow the first
 * rows, so that a long result streams; numbers stand right; NULL is told from an empty string.
 */
final class TableWriter implements ResultWriter {
  private static final int ROWS_FOR_WIDTHS = 10_000;
  private static final int MAX_COLUMN_WIDTH = 80;
  private static final String DIM = "\u001b[2m";
  private static final String PLAIN = "\u001b[0m";

  private final Appendable out;
  private final boolean asMarkdown;
  private final TableStyle style;
  private List<String> names = List.of();
  private int[] widths = new int[0];
  private boolean[] isRight = new boolean[0];
  private TableLayout layout = new TableLayout(List.of(), List.of());

  TableWriter(Appendable out, boolean asMarkdown, TableStyle style) {
    this.out = out;
    this.asMarkdown = asMarkdown;
    this.style = style;
  }

  @Override
  public long write(BatchSource rows) throws IOException {
    begin(rows.schema());
    List<List<@Nullable String>> buffered = new ArrayList<>();
    boolean isHeaderWritten = false;
    long rowCount = 0;
    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
      try (Batch closed = batch) {
        RowReader reader = new RowReader(closed);
        for (int row = 0; row < closed.rowCount(); row++) {
          List<@Nullable String> cells = cells(reader, row);
          rowCount++;
          if (isHeaderWritten) {
            writeRow(cells);
            continue;
          }
          widen(cells);
          buffered.add(cells);
          if (buffered.size() == ROWS_FOR_WIDTHS) {
            writeHead(buffered);
            isHeaderWritten = true;
          }
        }
      }
    }
    if (!isHeaderWritten) {
      writeHead(buffered);
    }
    if (!asMarkdown) {
      writeRule("└", "┴", "┘");
      writeFoot(rowCount);
    }
    return rowCount;
  }

  private void begin(Schema schema) {
    widths = new int[schema.size()];
    isRight = new boolean[schema.size()];
    names = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      String name = visible(schema.field(i).name());
      names.add(name);
      isRight[i] = schema.type(i).isNumeric();
      widths[i] = Math.max(3, width(name));
    }
  }

  private void writeFoot(long rowCount) throws IOException {
    out.append(rowCount == 1 ? "1 row" : rowCount + " rows");
    if (layout.shownCount() < widths.length) {
      out.append(", " + widths.length + " columns (" + layout.shownCount() + " shown)");
    }
    out.append('\n');
  }

  private List<@Nullable String> cells(RowReader reader, int row) {
    List<@Nullable String> cells = new ArrayList<>(reader.columnCount());
    for (int column = 0; column < reader.columnCount(); column++) {
      @Nullable String text = reader.column(column).text(row);
      cells.add(text == null ? null : visible(text));
    }
    return cells;
  }

  /** Makes line ends and other control characters visible, so that a value stays in its cell. */
  private String visible(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        shown.append("\\n");
      } else if (c == '\r') {
        shown.append("\\r");
      } else if (c == '\t') {
        shown.append("\\t");
      } else if (Character.isISOControl(c)) {
        shown.append('\uFFFD');
      } else if (asMarkdown && c == '|') {
        shown.append("\\|");
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  private void widen(List<@Nullable String> cells) {
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      int width = width(cell == null ? style.nullText() : cell);
      widths[i] = Math.max(widths[i], asMarkdown ? width : Math.min(MAX_COLUMN_WIDTH, width));
    }
  }

  private void writeHead(List<List<@Nullable String>> rows) throws IOException {
    boolean[] mayCut = new boolean[isRight.length];
    for (int i = 0; i < mayCut.length; i++) {
      mayCut[i] = !isRight[i];
    }
    layout = TableLayout.fit(widths, mayCut, asMarkdown ? 0 : style.screenWidth());
    if (!asMarkdown) {
      writeRule("┌", "┬", "┐");
    }
    writeRow(new ArrayList<>(names));
    if (asMarkdown) {
      writeMarkdownRule();
    } else {
      writeRule("├", "┼", "┤");
    }
    for (List<@Nullable String> row : rows) {
      writeRow(row);
    }
    rows.clear();
  }

  private void writeRow(List<@Nullable String> cells) throws IOException {
    String bar = asMarkdown ? "|" : "│";
    for (int column : layout.columns()) {
      out.append(bar).append(' ');
      if (column == TableLayout.GAP) {
        out.append('…');
      } else {
        writeCell(cells.get(column), layout.width(column), isRight[column]);
      }
      out.append(' ');
    }
    out.append(bar).append('\n');
  }

  private void writeCell(@Nullable String value, int columnWidth, boolean right)
      throws IOException {
    String cell = value == null ? style.nullText() : value;
    int width = width(cell);
    if (!asMarkdown && width > columnWidth) {
      cell = cell.substring(0, cell.offsetByCodePoints(0, columnWidth - 1)) + "…";
      width = columnWidth;
    }
    String padding = " ".repeat(Math.max(0, columnWidth - width));
    String shown = value == null && style.dimsNull() ? DIM + cell + PLAIN : cell;
    out.append(right ? padding + shown : shown + padding);
  }

  private void writeRule(String left, String middle, String right) throws IOException {
    boolean isFirst = true;
    for (int column : layout.columns()) {
      out.append(isFirst ? left : middle).append("─".repeat(layout.width(column) + 2));
      isFirst = false;
    }
    out.append(isFirst ? left : "").append(right).append('\n');
  }

  private void writeMarkdownRule() throws IOException {
    for (int i = 0; i < widths.length; i++) {
      out.append("|")
          .append(isRight[i] ? "-".repeat(widths[i] + 1) + ":" : "-".repeat(widths[i] + 2));
    }
    out.append("|\n");
  }
}
