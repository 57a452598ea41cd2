package dev.quern.executor.expressions.values;

import dev.quern.executor.memory.Memory;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A block of off-heap memory that is freed by {@link #free()}, or some time after its object became
 * unreachable: when the next block is made. For constants and scratch memory, whose users have no
 * end that is told to them; everything that grows with the data belongs to an allocator instead.
 */
final class NativeBlock {
  private static final ReferenceQueue<NativeBlock> UNREACHABLE = new ReferenceQueue<>();
  private static final Set<Release> PENDING = ConcurrentHashMap.newKeySet();

  private static final class Release extends PhantomReference<NativeBlock> {
    private final long address;

    Release(NativeBlock block) {
      super(block, UNREACHABLE);
      address = block.address;
    }
  }

  private final long address;
  private final int size;
  private final Release release;

  /** Takes {@code size} bytes of undefined content. */
  NativeBlock(int size) {
    freeUnreachable();
    this.address = Memory.allocate(Math.max(1, size));
    this.size = size;
    this.release = new Release(this);
    PENDING.add(release);
  }

  private static void freeUnreachable() {
    Object reference = UNREACHABLE.poll();
    while (reference instanceof Release release) {
      free(release);
      reference = UNREACHABLE.poll();
    }
  }

  private static void free(Release release) {
    if (PENDING.remove(release)) {
      Memory.free(release.address);
    }
  }

  /** Frees the memory now, unless it is free. */
  void free() {
    free(release);
  }

  long address() {
    return address;
  }

  int size() {
    return size;
  }
}
