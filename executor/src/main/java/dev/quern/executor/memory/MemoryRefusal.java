package dev.quern.executor.memory;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.Locale;

/**
 * Why a reservation did not grow, as it was at that very moment: what is decided and said of it
 * holds together, whatever others have given back since.
 *
 * @param heldBytes by the reservation
 * @param wantedBytes beyond them
 * @param inUse by the query, in this process
 * @param inUseByAll by all queries of this process
 * @param lackedByAll the bytes that the query had room for, but not all queries together; or 0
 * @param isWorthWaiting whether another holder, here or in another query, may give memory back
 * @param releases how often memory was given back to the pool before
 */
record MemoryRefusal(
    long heldBytes,
    long wantedBytes,
    Use inUse,
    Use inUseByAll,
    long lackedByAll,
    boolean isWorthWaiting,
    long releases) {

  /** Returns whether there was room within the query's own limit. */
  boolean isOfAll() {
    return lackedByAll > 0;
  }

  QueryException toException(String owner) {
    return new QueryException(
        ErrorCode.OUT_OF_MEMORY,
        String.format(
            Locale.ROOT,
            "Memory budget used up: operator=%s, holds=%d bytes, wanted=%d more, in use=%s%s; "
                + "raise the setting memory",
            owner,
            heldBytes,
            wantedBytes,
            inUse,
            isOfAll() ? ", by all queries=" + inUseByAll : ""));
  }

  /** What is reserved of a limit. */
  record Use(long bytes, long limitBytes) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%d of %d bytes", bytes, limitBytes);
    }
  }
}
