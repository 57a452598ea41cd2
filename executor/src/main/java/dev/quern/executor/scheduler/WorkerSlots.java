package dev.quern.executor.scheduler;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many more tasks each worker can run. The slot of an attempt that was given up is free when
 * the attempt has ended.
 */
final class WorkerSlots {
  private final Map<Integer, Integer> free = new TreeMap<>();
  private final Map<AttemptId, Integer> givenUp = new HashMap<>();

  void add(int workerId, int slots) {
    free.put(workerId, slots);
  }

  void remove(int workerId) {
    free.remove(workerId);
  }

  /** Returns the worker with the most free slots, or null if none has one. */
  @Nullable Integer freest() {
    Integer best = null;
    int most = 0;
    for (Map.Entry<Integer, Integer> worker : free.entrySet()) {
      if (worker.getValue() > most) {
        most = worker.getValue();
        best = worker.getKey();
      }
    }
    return best;
  }

  void take(int workerId) {
    free.merge(workerId, -1, Integer::sum);
  }

  /** Frees a slot, unless the worker is gone. */
  void giveBack(int workerId) {
    free.computeIfPresent(workerId, (worker, slots) -> slots + 1);
  }

  /** Remembers that an attempt's end is of no interest, but for its slot. */
  void giveUp(AttemptId id, int workerId) {
    givenUp.put(id, workerId);
  }

  /** Frees the slot of an attempt if it was given up. */
  void endGivenUp(AttemptId id) {
    Integer workerId = givenUp.remove(id);
    if (workerId != null) {
      giveBack(workerId);
    }
  }
}
