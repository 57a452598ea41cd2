package dev.quern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagedOutputTest {
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final Deque<Character> keys = new ArrayDeque<>();
  private final PagedOutput paged = new PagedOutput(screen, 2, this::ask);

  private int ask() {
    screen.writeBytes("?".getBytes(StandardCharsets.UTF_8));
    return keys.isEmpty() ? -1 : keys.poll();
  }

  private String shown(String text, Character... pressed) throws IOException {
    keys.addAll(List.of(pressed));
    paged.write(text.getBytes(StandardCharsets.UTF_8));
    return screen.toString(StandardCharsets.UTF_8);
  }

  @Test
  void doesNotAskBeforeThePageIsFull() throws IOException {
    assertEquals("a\nb\n", shown("a\nb\n"));
  }

  @Test
  void goesOnByPageAndByLine() throws IOException {
    assertEquals("a\nb\n?c\nd\n?e\n?f", shown("a\nb\nc\nd\ne\nf", ' ', '\r', ' '));
  }

  @Test
  void showsTheRestAtOnce() throws IOException {
    assertEquals("a\nb\n?c\nd\ne\nf\n", shown("a\nb\nc\nd\ne\nf\n", 'a'));
  }

  @Test
  void endsWhenTheReaderHasSeenEnough() {
    assertThrows(PagedOutput.EnoughException.class, () -> shown("a\nb\nc\n", 'q'));
    assertEquals("a\nb\n?", screen.toString(StandardCharsets.UTF_8));
  }

  @Test
  void endsWithoutAReader() {
    assertThrows(PagedOutput.EnoughException.class, () -> shown("a\nb\nc\n"));
  }

  @Test
  void countsLinesOverSeveralWrites() throws IOException {
    paged.write('a');
    paged.write('\n');
    assertEquals("a\nb\n?c", shown("b\nc", ' '));
  }
}
