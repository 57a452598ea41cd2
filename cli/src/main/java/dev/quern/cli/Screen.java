package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import dev.quern.cli.output.ResultWriters;
import dev.quern.cli.output.TableStyle;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.BufferAllocator;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;

/**
 * Results on the terminal of the shell: tables fit its width, long results stop after each page.
 */
final class Screen implements Destination {
  private static final String MORE = "-- more --  space: page, Enter: line, a: all, q: quit";
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Terminal terminal;
  private final BufferAllocator allocator;
  private boolean pages;
  private String nullText = "NULL";

  Screen(Terminal terminal, BufferAllocator parent) {
    this.terminal = terminal;
    this.allocator = parent.newChildAllocator("screen", 0, Long.MAX_VALUE);
    this.pages = canPage();
  }

  /** A dumb terminal has no keys that come one by one, and no height. */
  private boolean canPage() {
    return !terminal.getType().startsWith(Terminal.TYPE_DUMB) && terminal.getHeight() > 2;
  }

  void setPages(boolean isOn) {
    pages = isOn && canPage();
  }

  boolean pages() {
    return pages;
  }

  void setNullText(String text) {
    nullText = text;
  }

  @Override
  public long write(BatchSource rows, OutputFormat format) {
    boolean isDumb = terminal.getType().startsWith(Terminal.TYPE_DUMB);
    TableStyle style = new TableStyle(Math.max(0, terminal.getWidth()), nullText, !isDumb);
    try {
      return ResultWriters.create(format, output(), allocator, style).write(rows);
    } catch (PagedOutput.EnoughException e) {
      return -1;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private OutputStream output() {
    return pages
        ? new PagedOutput(terminal.output(), terminal.getHeight() - 1, this::ask)
        : terminal.output();
  }

  private int ask() throws IOException {
    terminal.writer().print(MORE);
    terminal.flush();
    Attributes before = terminal.enterRawMode();
    try {
      return terminal.reader().read();
    } finally {
      terminal.setAttributes(before);
      terminal.writer().print(CLEAR_LINE);
      terminal.flush();
    }
  }

  @Override
  public void write(String text, OutputFormat format) {
    try {
      OutputStream out = output();
      out.write((text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (PagedOutput.EnoughException e) {
      terminal.flush(); // enough was seen: nothing is left to do
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static QueryException failed(IOException e) {
    return new QueryException(
        ErrorCode.ofFailedWrite(e), "Cannot write to the terminal: cause=" + e.getMessage(), e);
  }

  @Override
  public boolean isAbandoned() {
    return false;
  }

  @Override
  public void finish() {
    terminal.flush();
  }

  @Override
  public void close() {
    allocator.close();
  }
}
