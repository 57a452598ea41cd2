package dev.quern.executor.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quern.executor.scheduler.AttemptId;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import org.junit.jupiter.api.Test;

final class ResultPositionTest {
  @Test
  void movesFromTaskToTask() {
    ResultPosition position = new ResultPosition(false);
    for (int task = 0; task < 3; task++) {
      assertEquals(task, position.taskIndex());
      position.begin();
      assertEquals(0, position.skip(10));
      position.give(10);
      position.endTask();
    }
    assertEquals(3, position.taskIndex());
    assertEquals(0, position.round());
  }

  @Test
  void skipsWhatWasGivenOfALostAttempt() {
    ResultPosition position = new ResultPosition(true);
    position.begin();
    position.give(10);
    position.give(15);
    lose(position, 0);
    assertEquals(new AttemptId(1, 0, 0), position.lost());
    position.begin();
    assertNull(position.lost());
    assertEquals(20, position.skip(20), "a whole batch");
    assertEquals(5, position.skip(20), "a part of one");
    position.give(15);
    assertEquals(0, position.skip(20));
  }

  @Test
  void skipsAllAgainIfItIsLostWhileSkipping() {
    ResultPosition position = new ResultPosition(true);
    position.begin();
    position.give(25);
    lose(position, 0);
    position.begin();
    assertEquals(10, position.skip(10));
    lose(position, 1);
    position.begin();
    assertEquals(25, position.skip(100));
    position.give(75);
    lose(position, 2);
    position.begin();
    assertEquals(100, position.skip(1000));
  }

  @Test
  void skipsNothingOfTheNextTask() {
    ResultPosition position = new ResultPosition(true);
    position.begin();
    position.give(25);
    position.endTask();
    position.begin();
    assertEquals(0, position.skip(10));
    lose(position, 0);
    position.begin();
    assertEquals(0, position.skip(10), "nothing of this one was given");
  }

  @Test
  void doesNotContinueRowsThatCouldBeOthers() {
    ResultPosition position = new ResultPosition(false);
    position.begin();
    position.give(1);
    lose(position, 0);
    QueryException error = assertThrows(QueryException.class, position::begin);
    assertEquals(ErrorCode.EXCHANGE_DATA_LOST, error.code());
    assertEquals("gone: 0", error.message());
  }

  @Test
  void anAttemptOfWhichNothingWasGivenMayGiveOthers() {
    ResultPosition position = new ResultPosition(false);
    position.begin();
    position.give(25);
    position.endTask();
    position.begin();
    lose(position, 0);
    position.begin();
    assertEquals(0, position.skip(10));
    assertNull(position.lost());
  }

  @Test
  void beginsAgainIfNothingWasGiven() {
    ResultPosition position = new ResultPosition(false);
    position.begin();
    position.endTask();
    position.begin();
    lose(position, 0);
    position.restart(1);
    assertEquals(1, position.round());
    assertEquals(0, position.taskIndex());
    assertNull(position.lost());
  }

  @Test
  void doesNotBeginAgainAfterRowsWereGiven() {
    ResultPosition position = new ResultPosition(true);
    position.begin();
    position.give(25);
    position.endTask();
    QueryException error = assertThrows(QueryException.class, () -> position.restart(1));
    assertEquals(ErrorCode.EXCHANGE_DATA_LOST, error.code());
    assertEquals("Lost data of which rows were already given out: rows=25", error.message());
  }

  private static void lose(ResultPosition position, int attempt) {
    position.lose(new AttemptId(1, position.taskIndex(), attempt), "gone: " + attempt);
  }
}
