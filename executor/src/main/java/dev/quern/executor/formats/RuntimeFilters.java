package dev.quern.executor.formats;

import dev.quern.executor.batch.Batch;
import org.jspecify.annotations.Nullable;

/** Filters that joins of the same task have published before its scans start. */
public interface RuntimeFilters {
  RuntimeFilters NONE = filterId -> null;

  /** Returns the published filter, or null if there is none (yet). */
  @Nullable RuntimeFilter find(int filterId);

  /** Values that can have a match in a join's build side. */
  interface RuntimeFilter {
    /**
     * Returns whether no value in [{@code min}, {@code max}] (as raw 64-bit integers) can match;
     * integers and dates.
     */
    boolean excludesRange(long min, long max);

    /**
     * Keeps those of the first {@code count} entries of {@code selected} whose value in {@code
     * column} may match.
     *
     * @return how many are kept; they stay in order at the front of {@code selected}
     */
    int retain(Batch input, int column, int[] selected, int count);
  }
}
