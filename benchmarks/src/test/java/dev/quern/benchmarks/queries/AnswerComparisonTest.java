package dev.quern.benchmarks.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerComparisonTest {
  @Test
  void toleranceIsForFloatingNumbersAlone() {
    Answer floating = new Answer(List.of(true), List.of(List.of("0.123456789")));
    Answer exact = new Answer(List.of(false), List.of(List.of("0.123457")));
    assertTrue(AnswerComparison.difference(exact, floating, true).isPresent());
    assertEquals(Optional.empty(), AnswerComparison.difference(exact, floating, true, 1e-4));

    Answer other = new Answer(List.of(false), List.of(List.of("0.123456")));
    assertTrue(AnswerComparison.difference(exact, other, true, 1e-4).isPresent());
  }

  @Test
  void orderCountsOnlyWhereTheQueryOrders() {
    Answer upwards = new Answer(List.of(false), List.of(List.of("1"), List.of("2")));
    Answer downwards = new Answer(List.of(false), List.of(List.of("2"), List.of("1")));
    assertEquals(Optional.empty(), AnswerComparison.difference(upwards, downwards, false));
    assertEquals(
        Optional.of("row 1, column 1: 1 instead of 2"),
        AnswerComparison.difference(upwards, downwards, true));
  }
}
