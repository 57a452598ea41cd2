package dev.quern.executor.formats.parquet;

/**
 * Bytes that are not what the format says. Carries no place: whoever knows file and offset catches
 * it and throws a {@link dev.quern.plan.errors.QueryException}.
 */
final class CorruptDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CorruptDataException(String message) {
    super(message);
  }

  /** Throws {@code message} unless {@code holds}. */
  static void check(boolean holds, String message) {
    if (!holds) {
      throw new CorruptDataException(message);
    }
  }
}
