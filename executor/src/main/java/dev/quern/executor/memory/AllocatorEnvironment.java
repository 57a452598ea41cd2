package dev.quern.executor.memory;

import java.util.Map;

/**
 * What the GNU C library is told about memory when one of our processes starts; other libraries do
 * not know these variables. Script {@code quern} sets the same ones.
 */
public final class AllocatorEnvironment {
  private AllocatorEnvironment() {}

  /** Adds the variables that are not set to the environment of a process to be started. */
  public static void apply(Map<String, String> environment) {
    // Memory that one thread has freed serves the others; the default is eight arenas a core.
    environment.putIfAbsent("MALLOC_ARENA_MAX", "2");
    // Pages of 2 MB, where the machine has them to give: hash tables are read all over, and each
    // page of 4 KB costs a fault when it is new and a walk through the page tables later.
    environment.putIfAbsent("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");
  }
}
