package dev.quern.cli;

/** The options cannot be as they are; the message says why. */
final class WrongUsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongUsageException(String message) {
    super(message);
  }
}
