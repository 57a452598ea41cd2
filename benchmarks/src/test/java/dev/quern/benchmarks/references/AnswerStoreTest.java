package dev.quern.benchmarks.references;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.quern.benchmarks.queries.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerStoreTest {
  @TempDir private Path folder;

  private final Answer answer =
      new Answer(List.of(true, false), List.of(Arrays.asList("1.5", null), List.of("2", "ä\n|")));

  @Test
  void givesBackWhatWasKept() {
    new AnswerStore(folder).keep("SELECT 1", "data", answer);
    assertEquals(Optional.of(answer), new AnswerStore(folder).find("SELECT 1", "data"));
  }

  @Test
  void knowsNothingOfOtherQueriesAndOtherData() {
    AnswerStore store = new AnswerStore(folder);
    store.keep("SELECT 1", "data", answer);
    assertEquals(Optional.empty(), store.find("SELECT 2", "data"));
    assertEquals(Optional.empty(), store.find("SELECT 1", "other data"));
  }

  @Test
  void replacesWhatWasKeptBefore() {
    AnswerStore store = new AnswerStore(folder);
    Answer later = new Answer(List.of(), List.of());
    store.keep("SELECT 1", "data", answer);
    store.keep("SELECT 1", "data", later);
    assertEquals(Optional.of(later), store.find("SELECT 1", "data"));
  }

  @Test
  void dataIsToldApartByNamesSizesAndEndsOfItsFiles() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("a.csv"), "x\n1\n");
    String before = DataIdentity.of(data);
    Path copy = Files.createDirectories(folder.resolve("copy"));
    Files.writeString(copy.resolve("a.csv"), "x\n1\n");
    assertEquals(before, DataIdentity.of(copy));

    Files.writeString(copy.resolve("a.csv"), "x\n2\n");
    assertNotEquals(before, DataIdentity.of(copy));
    Files.move(data.resolve("a.csv"), data.resolve("b.csv"));
    assertNotEquals(before, DataIdentity.of(data));
  }
}
