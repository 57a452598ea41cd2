package dev.quern.plan.errors;

/** Checks of invariants: a failure is a bug of Quern, never of its input. */
public final class Checks {
  private Checks() {}

  /**
   * Throws unless {@code holds}.
   *
   * @throws IllegalStateException with the formatted message, which names both operands
   */
  public static void check(boolean holds, String format, Object... operands) {
    if (!holds) {
      throw new IllegalStateException(String.format(java.util.Locale.ROOT, format, operands));
    }
  }
}
