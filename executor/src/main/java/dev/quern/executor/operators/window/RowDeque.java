package dev.quern.executor.operators.window;

import dev.quern.executor.memory.Memory;
import dev.quern.executor.memory.SpilledBlocks;
import dev.quern.executor.operators.OperatorStatistics;
import dev.quern.plan.errors.Checks;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Row numbers, each with a key, in blocks of off-heap memory. A queue may become as long as a
 * partition: when memory is refused all blocks but the first and the last go to disk. Not
 * thread-safe.
 */
final class RowDeque implements WindowMemory.Spillable, AutoCloseable {
  /** Blocks that are in memory at least: both ends, and one that is taken in beside them. */
  static final int LEAST_BLOCKS = 3;

  private static final int ENTRY_BYTES = 16;

  private final WindowMemory memory;
  private final SpilledBlocks file;
  private final OperatorStatistics statistics;
  private final int blockEntries;
  private final ArrayDeque<Block> blocks = new ArrayDeque<>();

  /** Index of the first entry in the first block. */
  private int head;

  /** Index behind the last entry in the last block. */
  private int tail;

  private long size;

  /** Takes ownership of {@code file}. */
  RowDeque(WindowMemory memory, SpilledBlocks file, OperatorStatistics statistics) {
    this.memory = memory;
    this.file = file;
    this.statistics = statistics;
    this.blockEntries = memory.blockBytes() / ENTRY_BYTES;
    memory.add(this);
  }

  long size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    blocks.forEach(this::free);
    blocks.clear();
    size = 0;
  }

  void addLast(long row, long key) {
    if (blocks.isEmpty() || tail == blockEntries) {
      Block added = newBlock();
      head = blocks.isEmpty() ? 0 : head;
      blocks.addLast(added);
      tail = 0;
    }
    put(addressOf(blocks.getLast(), tail++), row, key);
    size++;
  }

  void addFirst(long row, long key) {
    if (blocks.isEmpty() || head == 0) {
      Block added = newBlock();
      tail = blocks.isEmpty() ? blockEntries : tail;
      blocks.addFirst(added);
      head = blockEntries;
    }
    put(addressOf(blocks.getFirst(), --head), row, key);
    size++;
  }

  void removeFirst() {
    checkNotEmpty();
    head++;
    size--;
    if (size == 0) {
      clear();
    } else if (head == blockEntries) {
      free(blocks.removeFirst());
      head = 0;
    }
  }

  void removeLast() {
    checkNotEmpty();
    tail--;
    size--;
    if (size == 0) {
      clear();
    } else if (tail == 0) {
      free(blocks.removeLast());
      tail = blockEntries;
    }
  }

  private void checkNotEmpty() {
    Checks.check(size > 0, "an empty queue has no row to take out");
  }

  long firstRow() {
    return Memory.getLong(addressOf(blocks.getFirst(), head));
  }

  long lastRow() {
    return Memory.getLong(addressOf(blocks.getLast(), tail - 1));
  }

  long lastKey() {
    return Memory.getLong(addressOf(blocks.getLast(), tail - 1) + 8);
  }

  private static void put(long entry, long row, long key) {
    Memory.putLong(entry, row);
    Memory.putLong(entry + 8, key);
  }

  private Block newBlock() {
    Block block = new Block();
    allocate(block);
    return block;
  }

  private void allocate(Block block) {
    memory.take(memory.blockBytes());
    block.address = Memory.allocate(memory.blockBytes());
  }

  /** Returns where an entry of the first or the last block is, which comes from disk if need be. */
  private long addressOf(Block block, int index) {
    if (block.address == 0) {
      load(block);
    }
    return block.address + (long) ENTRY_BYTES * index;
  }

  private void load(Block block) {
    SpilledBlocks.Place place = Objects.requireNonNull(block.place, "block is nowhere");
    allocate(block);
    file.read(place, block.address);
    // Rows may be added to it from now on.
    block.place = null;
  }

  @Override
  public long spill(long wanted) {
    long freed = 0;
    for (Block block : blocks) {
      boolean isAtEnd = block == blocks.getFirst() || block == blocks.getLast();
      if (freed < wanted && !isAtEnd && block.address != 0) {
        SpilledBlocks.Place place = file.write(block.address, memory.blockBytes());
        statistics.addBytesSpilled(place.storedBytes());
        block.place = place;
        free(block);
        freed += memory.blockBytes();
      }
    }
    return freed;
  }

  private void free(Block block) {
    if (block.address != 0) {
      Memory.free(block.address);
      memory.giveBack(memory.blockBytes());
      block.address = 0;
    }
  }

  @Override
  public void close() {
    clear();
    file.close();
  }

  /** Entries in memory if there is an address, else on disk. */
  private static final class Block {
    private long address;
    private SpilledBlocks.@Nullable Place place;
  }
}
