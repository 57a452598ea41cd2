package dev.quern.executor.operators.aggregate;

/** Which of a group's values an aggregate keeps. */
enum Preference {
  SMALLEST,
  LARGEST,
  FIRST;

  /** Returns whether a value replaces the kept one, to which it compares as {@code comparison}. */
  boolean replaces(int comparison) {
    switch (this) {
      case SMALLEST:
        return comparison < 0;
      case LARGEST:
        return comparison > 0;
      case FIRST:
        return false;
    }
    throw new IllegalStateException("unknown preference: " + this);
  }
}
