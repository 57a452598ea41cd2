package dev.quern.executor.formats.json;

import dev.quern.executor.memory.Memory;

/** The kinds of JSON values. */
enum JsonKind {
  NULL,
  BOOLEAN,
  NUMBER,
  STRING,
  NESTED;

  /** Returns the kind of the value that begins at an address. */
  static JsonKind at(long address) {
    switch (Memory.getByte(address)) {
      case '"':
        return STRING;
      case '{':
      case '[':
        return NESTED;
      case 't':
      case 'f':
        return BOOLEAN;
      case 'n':
        return NULL;
      default:
        return NUMBER;
    }
  }
}
