package dev.quern.executor.memory;

/** What {@link FreedMemory} must know of the process that it runs in. */
interface ProcessMemory {
  long nanoTime();

  /** Returns the bytes of memory that the process holds, 0 if that is not known. */
  long residentBytes();

  /** Lets the C library return free memory to the machine, where it can be asked to. */
  void trim();
}
