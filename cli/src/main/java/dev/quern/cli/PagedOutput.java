package dev.quern.cli;

import java.io.IOException;
import java.io.OutputStream;

/** Stops after each page of lines until the reader has seen it. */
final class PagedOutput extends OutputStream {
  /** Tells what the reader wants next. */
  interface Reader {
    /** Returns the key that was pressed, -1 if there is nobody. */
    int ask() throws IOException;
  }

  /** The reader has seen enough. */
  static final class EnoughException extends IOException {
    private static final long serialVersionUID = 1;

    EnoughException() {
      super("the reader has seen enough");
    }
  }

  private final OutputStream out;
  private final int pageLines;
  private final Reader reader;
  private int linesLeft;
  private boolean showsAll;

  /**
   * @param out stays the caller's
   * @param pageLines lines of a page, at least 1
   */
  PagedOutput(OutputStream out, int pageLines, Reader reader) {
    this.out = out;
    this.pageLines = pageLines;
    this.reader = reader;
    this.linesLeft = pageLines;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int start = offset;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      if (linesLeft == 0 && !showsAll) {
        out.write(bytes, start, i - start);
        out.flush();
        start = i;
        pause();
      }
      if (bytes[i] == '\n') {
        linesLeft = Math.max(0, linesLeft - 1);
      }
    }
    out.write(bytes, start, end - start);
  }

  private void pause() throws IOException {
    int key = reader.ask();
    switch (key) {
      case 'q':
      case 'Q':
      case -1:
        throw new EnoughException();
      case 'a':
      case 'A':
        showsAll = true;
        break;
      case '\r':
      case '\n':
        linesLeft = 1;
        break;
      default:
        linesLeft = pageLines;
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
