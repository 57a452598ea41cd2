package dev.quern.executor.formats.parquet;

import dev.quern.executor.memory.Memory;

/**
 * Copies values of 1, 2, 4, 8 or 16 bytes from picked places, one plain loop for each width. Where
 * {@code pick} is negative (null) any readable value is copied: the first.
 */
final class FixedGather {
  private FixedGather() {}

  /** Copies value {@code pick[i]} of {@code source} to place i of {@code target}. */
  static void gather(long source, int[] pick, long target, int count, int width) {
    switch (width) {
      case 1 -> {
        for (int i = 0; i < count; i++) {
          Memory.putByte(target + i, Memory.getByte(source + Math.max(pick[i], 0)));
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++) {
          Memory.putShort(target + 2L * i, Memory.getShort(source + 2L * Math.max(pick[i], 0)));
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          Memory.putInt(target + 4L * i, Memory.getInt(source + 4L * Math.max(pick[i], 0)));
        }
      }
      case 8 -> {
        for (int i = 0; i < count; i++) {
          Memory.putLong(target + 8L * i, Memory.getLong(source + 8L * Math.max(pick[i], 0)));
        }
      }
      case 16 -> {
        for (int i = 0; i < count; i++) {
          copySixteen(source + 16L * Math.max(pick[i], 0), target + 16L * i);
        }
      }
      default -> throw new IllegalStateException("no values of " + width + " bytes");
    }
  }

  /** Copies entry {@code indexes[i]} of {@code source} to place i of {@code target}. */
  static void entries(long source, int[] indexes, long target, int count, int width) {
    switch (width) {
      case 1 -> {
        for (int i = 0; i < count; i++) {
          Memory.putByte(target + i, Memory.getByte(source + indexes[i]));
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++) {
          Memory.putShort(target + 2L * i, Memory.getShort(source + 2L * indexes[i]));
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          Memory.putInt(target + 4L * i, Memory.getInt(source + 4L * indexes[i]));
        }
      }
      case 8 -> {
        for (int i = 0; i < count; i++) {
          Memory.putLong(target + 8L * i, Memory.getLong(source + 8L * indexes[i]));
        }
      }
      case 16 -> {
        for (int i = 0; i < count; i++) {
          copySixteen(source + 16L * indexes[i], target + 16L * i);
        }
      }
      default -> throw new IllegalStateException("no values of " + width + " bytes");
    }
  }

  /** Copies entry {@code indexes[pick[i]]} of {@code source} to place i of {@code target}. */
  static void entries(long source, int[] indexes, int[] pick, long target, int count, int width) {
    switch (width) {
      case 1 -> {
        for (int i = 0; i < count; i++) {
          Memory.putByte(target + i, Memory.getByte(source + indexes[Math.max(pick[i], 0)]));
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++) {
          long from = source + 2L * indexes[Math.max(pick[i], 0)];
          Memory.putShort(target + 2L * i, Memory.getShort(from));
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          long from = source + 4L * indexes[Math.max(pick[i], 0)];
          Memory.putInt(target + 4L * i, Memory.getInt(from));
        }
      }
      case 8 -> {
        for (int i = 0; i < count; i++) {
          long from = source + 8L * indexes[Math.max(pick[i], 0)];
          Memory.putLong(target + 8L * i, Memory.getLong(from));
        }
      }
      case 16 -> {
        for (int i = 0; i < count; i++) {
          copySixteen(source + 16L * indexes[Math.max(pick[i], 0)], target + 16L * i);
        }
      }
      default -> throw new IllegalStateException("no values of " + width + " bytes");
    }
  }

  private static void copySixteen(long source, long target) {
    Memory.putLong(target, Memory.getLong(source));
    Memory.putLong(target + 8, Memory.getLong(source + 8));
  }
}
