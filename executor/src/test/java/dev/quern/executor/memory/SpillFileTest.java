package dev.quern.executor.memory;

import static dev.quern.executor.testing.TestColumns.batch;
import static dev.quern.executor.testing.TestColumns.booleans;
import static dev.quern.executor.testing.TestColumns.column;
import static dev.quern.executor.testing.TestColumns.decimals;
import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.lists;
import static dev.quern.executor.testing.TestColumns.longs;
import static dev.quern.executor.testing.TestColumns.strings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.testing.TestRows;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpillFileTest {
  private final RootAllocator allocator = new RootAllocator();
  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    allocator.close();
  }

  private Batch everything() {
    return batch(
        allocator,
        ints(1, null, -3),
        strings("a", null, "x".repeat(100_000)),
        booleans(true, null, false),
        decimals(38, 1, "12345678901234567890.5", null, "-3"),
        lists(DataTypes.VARCHAR, List.of("p", "q"), null, List.of()),
        column(DataTypes.VARCHAR, null, null, null));
  }

  @Test
  void readsBackWhatWasWrittenAsOftenAsWanted() {
    Path path = folder.resolve("sub").resolve("a.spill");
    try (Batch batch = everything();
        SpillWriter writer = new SpillWriter("sort", path, batch.schema())) {
      writer.write(batch);
      writer.write(batch);
      List<List<@Nullable Object>> rows = TestRows.rowsOf(batch);
      try (SpillFile file = writer.finish()) {
        assertEquals(6, file.rowCount());
        for (int time = 0; time < 2; time++) {
          try (SpillReader reader = file.open(allocator)) {
            for (int i = 0; i < 2; i++) {
              try (Batch read = Objects.requireNonNull(reader.next())) {
                assertEquals(rows, TestRows.rowsOf(read));
              }
            }
            assertNull(reader.next());
          }
        }
      }
      assertFalse(Files.exists(path));
    }
  }

  @Test
  void aFailedWriteNamesOperatorFolderAndSetting() throws IOException {
    Path notAFolder = Files.writeString(folder.resolve("file"), "x");
    try (Batch batch = everything();
        SpillWriter writer =
            new SpillWriter("hash-join-3", notAFolder.resolve("a.spill"), batch.schema())) {
      QueryException error = assertThrows(QueryException.class, () -> writer.write(batch));
      assertEquals(ErrorCode.DISK_FULL, error.code());
      assertTrue(error.message().contains("hash-join-3"), error.message());
      assertTrue(error.message().contains(notAFolder.toString()), error.message());
      assertTrue(error.message().contains("temp-dir"), error.message());
    }
  }

  @Test
  void aShortFileIsAnErrorThatNamesIt() throws IOException {
    Path path = folder.resolve("a.spill");
    try (Batch batch = everything();
        SpillWriter writer = new SpillWriter("sort", path, batch.schema())) {
      writer.write(batch);
      try (SpillFile file = writer.finish()) {
        byte[] bytes = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(bytes, bytes.length / 2));
        try (SpillReader reader = file.open(allocator)) {
          QueryException error = assertThrows(QueryException.class, reader::next);
          assertEquals(ErrorCode.STORAGE_FAILURE, error.code());
          assertTrue(error.message().contains(path.toString()), error.message());
        }
      }
    }
  }

  @Test
  void partitionsOfEachLevelTakeOtherBits() {
    Long[] values = new Long[3000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) i;
    }
    try (Batch batch = batch(allocator, longs(values));
        SpillPartitions first =
            new SpillPartitions(
                "test", folder, "first", batch.schema(), 0, SpillBuffers.large(), allocator)) {
      long[] hashes = new long[values.length];
      RowHasher hasher = new RowHasher(batch.schema(), List.of(0));
      hasher.hash(batch, hashes);
      first.write(batch, hashes);
      List<@Nullable SpillFile> files = first.finish();
      long total = 0;
      for (SpillFile file : files) {
        try (SpillFile part = Objects.requireNonNull(file);
            SpillReader reader = part.open(allocator);
            Batch rows = Objects.requireNonNull(reader.next());
            SpillPartitions second =
                new SpillPartitions(
                    "test", folder, "second", batch.schema(), 1, SpillBuffers.large(), allocator)) {
          total += part.rowCount();
          hasher.hash(rows, hashes);
          boolean[] seen = new boolean[SpillPartitions.COUNT];
          for (int row = 0; row < rows.rowCount(); row++) {
            seen[second.partition(hashes[row])] = true;
          }
          int used = 0;
          for (boolean partition : seen) {
            used += partition ? 1 : 0;
          }
          assertTrue(used >= 12, "partitions of the second level in use: " + used);
        }
      }
      assertEquals(values.length, total);
    }
  }
}
