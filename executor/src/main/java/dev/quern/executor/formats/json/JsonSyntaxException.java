package dev.quern.executor.formats.json;

/** Bytes that are no JSON, at an address of the window; becomes a user's error with the place. */
final class JsonSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long address;
  private final boolean isIncomplete;

  private JsonSyntaxException(String reason, long address, boolean isIncomplete) {
    super(reason, null, false, false);
    this.address = address;
    this.isIncomplete = isIncomplete;
  }

  static JsonSyntaxException at(long address, String reason) {
    return new JsonSyntaxException(reason, address, false);
  }

  /** The bytes end inside a value that begins at {@code address}. */
  static JsonSyntaxException incomplete(long address) {
    return new JsonSyntaxException("it ends inside a value", address, true);
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  long address() {
    return address;
  }

  boolean isIncomplete() {
    return isIncomplete;
  }
}
