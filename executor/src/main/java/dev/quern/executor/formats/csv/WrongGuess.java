package dev.quern.executor.formats.csv;

/**
 * A split met an error, and it turned out that the split began inside a quoted field: what it read
 * is void, its report says so, and it will be read again from the right place. Never leaves the
 * package.
 */
final class WrongGuess extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongGuess() {
    super("the split began inside a quoted field", null, false, false);
  }
}
