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

  private final Appendable out;
  private final boolean asMarkdown;

  TableWriter(Appendable out, boolean asMarkdown) {
    this.out = out;
    this.asMarkdown = asMarkdown;
  }

  @Override
  public long write(BatchSource rows) throws IOException {
    Schema schema = rows.schema();
    int[] widths = new int[schema.size()];
    boolean[] isRight = new boolean[schema.size()];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      names.add(visible(schema.field(i).name()));
      isRight[i] = schema.type(i).isNumeric();
      widths[i] = Math.max(3, width(names.get(i)));
    }
    List<List<String>> buffered = new ArrayList<>();
    boolean isHeaderWritten = false;
    long rowCount = 0;
    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
      try (Batch closed = batch) {
        RowReader reader = new RowReader(closed);
        for (int row = 0; row < closed.rowCount(); row++) {
          List<String> cells = cells(reader, row);
          rowCount++;
          if (isHeaderWritten) {
            writeRow(cells, widths, isRight);
            continue;
          }
          widen(widths, cells);
          buffered.add(cells);
          if (buffered.size() == ROWS_FOR_WIDTHS) {
            writeHead(names, buffered, widths, isRight);
            isHeaderWritten = true;
          }
        }
      }
    }
    if (!isHeaderWritten) {
      writeHead(names, buffered, widths, isRight);
    }
    if (!asMarkdown) {
      writeRule(widths, "└", "┴", "┘");
      out.append(rowCount == 1 ? "1 row" : rowCount + " rows").append('\n');
    }
    return rowCount;
  }

  private List<String> cells(RowReader reader, int row) {
    List<String> cells = new ArrayList<>(reader.columnCount());
    for (int column = 0; column < reader.columnCount(); column++) {
      @Nullable String text = reader.column(column).text(row);
      cells.add(text == null ? "NULL" : visible(text));
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

  private void widen(int[] widths, List<String> cells) {
    for (int i = 0; i < widths.length; i++) {
      int wanted =
          asMarkdown ? width(cells.get(i)) : Math.min(MAX_COLUMN_WIDTH, width(cells.get(i)));
      widths[i] = Math.max(widths[i], wanted);
    }
  }

  private void writeHead(
      List<String> names, List<List<String>> rows, int[] widths, boolean[] isRight)
      throws IOException {
    if (!asMarkdown) {
      writeRule(widths, "┌", "┬", "┐");
    }
    writeRow(names, widths, isRight);
    if (asMarkdown) {
      writeMarkdownRule(widths, isRight);
    } else {
      writeRule(widths, "├", "┼", "┤");
    }
    for (List<String> row : rows) {
      writeRow(row, widths, isRight);
    }
    rows.clear();
  }

  private void writeRow(List<String> cells, int[] widths, boolean[] isRight) throws IOException {
    String bar = asMarkdown ? "|" : "│";
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      int width = width(cell);
      if (!asMarkdown && width > widths[i]) {
        cell = cell.substring(0, cell.offsetByCodePoints(0, widths[i] - 1)) + "…";
        width = widths[i];
      }
      String padding = " ".repeat(Math.max(0, widths[i] - width));
      out.append(bar).append(' ');
      out.append(isRight[i] ? padding + cell : cell + padding).append(' ');
    }
    out.append(bar).append('\n');
  }

  private void writeRule(int[] widths, String left, String middle, String right)
      throws IOException {
    for (int i = 0; i < widths.length; i++) {
      out.append(i == 0 ? left : middle).append("─".repeat(widths[i] + 2));
    }
    out.append(widths.length == 0 ? left : "").append(right).append('\n');
  }

  private void writeMarkdownRule(int[] widths, boolean[] isRight) throws IOException {
    for (int i = 0; i < widths.length; i++) {
      out.append("|")
          .append(isRight[i] ? "-".repeat(widths[i] + 1) + ":" : "-".repeat(widths[i] + 2));
    }
    out.append("|\n");
  }
}
