package dev.quern.executor.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Admission admission = new Admission();
  private final List<String> told = new ArrayList<>();

  private Admission.Ticket queue(String name, long shares) {
    return queue(name, shares, 1);
  }

  private Admission.Ticket queue(String name, long shares, int processes) {
    return admission.queue(shares * Admission.LEAST_SHARE_BYTES, processes, () -> told.add(name));
  }

  @Test
  void queriesRunAsLongAsSharesAreOfUse() {
    Admission.Ticket first = queue("first", 2);
    Admission.Ticket second = queue("second", 2);
    Admission.Ticket third = queue("third", 2);
    assertTrue(first.tryEnter());
    assertTrue(second.tryEnter());
    assertFalse(third.tryEnter());
    told.clear();
    first.close();
    first.close();
    assertEquals(List.of("third", "third"), told);
    assertTrue(third.tryEnter());
    assertTrue(third.tryEnter(), "runs already");
  }

  @Test
  void theTinyestBudgetLetsOneQueryRun() {
    Admission.Ticket first = queue("first", 0);
    Admission.Ticket second = queue("second", 0);
    assertTrue(first.tryEnter());
    assertFalse(second.tryEnter());
    first.close();
    assertTrue(second.tryEnter());
  }

  @Test
  void queriesTakeAShareInEachOfTheirProcesses() {
    Admission.Ticket first = queue("first", 4, 2);
    Admission.Ticket second = queue("second", 4, 1);
    Admission.Ticket third = queue("third", 4, 2);
    assertTrue(first.tryEnter());
    assertTrue(second.tryEnter());
    assertFalse(third.tryEnter(), "one share is left");
    second.close();
    assertTrue(third.tryEnter());
    assertFalse(queue("fourth", 4, 1).tryEnter());
  }

  @Test
  void aQueryOfMoreProcessesThanSharesRunsAlone() {
    Admission.Ticket first = queue("first", 2, 3);
    Admission.Ticket second = queue("second", 2, 1);
    assertTrue(first.tryEnter());
    assertFalse(second.tryEnter());
    first.close();
    assertTrue(second.tryEnter());
  }

  @Test
  void nobodyOvertakes() {
    Admission.Ticket running = queue("running", 1);
    Admission.Ticket first = queue("first", 1);
    Admission.Ticket second = queue("second", 9);
    assertTrue(running.tryEnter());
    assertFalse(second.tryEnter(), "not its turn, although its budget has room");
    first.close();
    assertTrue(second.tryEnter(), "who was before it has given up");
    assertFalse(first.tryEnter(), "has given up");
  }
}
