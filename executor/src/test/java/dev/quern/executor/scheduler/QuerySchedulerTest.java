package dev.quern.executor.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.scheduler.SchedulerCommand.CancelAttempt;
import dev.quern.executor.scheduler.SchedulerCommand.DeliverOutput;
import dev.quern.executor.scheduler.SchedulerCommand.DropOutput;
import dev.quern.executor.scheduler.SchedulerCommand.FailQuery;
import dev.quern.executor.scheduler.SchedulerCommand.FinishQuery;
import dev.quern.executor.scheduler.SchedulerCommand.ListSplits;
import dev.quern.executor.scheduler.SchedulerCommand.ReleaseStage;
import dev.quern.executor.scheduler.SchedulerCommand.RestartResult;
import dev.quern.executor.scheduler.SchedulerCommand.StartAttempt;
import dev.quern.executor.scheduler.SchedulerCommand.TellJoinShuffled;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.ExchangeSourceNode.Mode;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.nodes.LimitNode;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.PhysicalNode;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import dev.quern.plan.nodes.UnionNode;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Lists of events against the commands that they lead to. Splits are 100 bytes, a task each. Long,
 * as it goes through all that one state machine can meet with the same few events and graphs.
 */
final class QuerySchedulerTest {
  private static final Schema SCHEMA = Schema.of(Field.of("a", DataTypes.BIGINT));
  private static final SourceFile FILE = new SourceFile("/f", 1000, 0, List.of());

  private final List<SchedulerCommand> commands = new ArrayList<>();
  private long nowNanos;

  @Test
  void runsTasksOnFreeSlotsAndDeliversInOrder() {
    QueryScheduler scheduler = scheduler(graph(scanStage(0, Partitioning.gather())));
    tell(scheduler, new SchedulerEvent.WorkerReady(7, 2));
    assertEquals(List.of(new ListSplits(0, false)), commands);
    list(scheduler, 0, exact(0), exact(1), exact(2));
    assertEquals(List.of(id(0, 0, 0), id(0, 1, 0)), started());
    assertEquals(
        List.of(new DeliverOutput(id(0, 0, 0)), new DeliverOutput(id(0, 1, 0))),
        of(DeliverOutput.class),
        "rows are given out while tasks run");
    finish(scheduler, id(0, 1, 0));
    assertEquals(List.of(id(0, 2, 0)), started());
    finish(scheduler, id(0, 0, 0));
    finish(scheduler, id(0, 2, 0));
    assertEquals(List.of(new FinishQuery(3)), of(FinishQuery.class));
    assertFalse(scheduler.hasFailed());
  }

  @Test
  void tasksOfTheRootDoNotRunFarAheadOfTheClient() {
    QueryScheduler scheduler = scheduler(graph(scanStage(0, Partitioning.gather())));
    tell(scheduler, new SchedulerEvent.WorkerReady(7, 2));
    list(scheduler, 0, exact(0), exact(1), exact(2), exact(3));
    finish(scheduler, id(0, 1, 0), 40L << 20);
    assertEquals(List.of(), started(), "so much waits for the client");
    finish(scheduler, id(0, 0, 0), 1);
    assertEquals(List.of(), started());
    tell(scheduler, new SchedulerEvent.OutputRead(id(0, 0, 0)));
    assertEquals(List.of(id(0, 2, 0), id(0, 3, 0)), started());
  }

  @Test
  void aFailedTaskOfTheRootIsDeliveredAgain() {
    QueryScheduler scheduler = twoRunning();
    fail(scheduler, id(0, 0, 0), ErrorCode.STORAGE_FAILURE, "hiccup");
    assertEquals(List.of(id(0, 0, 1)), started());
    assertEquals(List.of(new DeliverOutput(id(0, 0, 1))), of(DeliverOutput.class));
  }

  @Test
  void rowStartsThatAreKnownWhenATaskStartsAreNotGuessed() {
    QueryScheduler scheduler = scheduler(graph(scanStage(0, Partitioning.gather())));
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 1));
    list(scheduler, 0, exact(0), guess(1));
    finish(scheduler, id(0, 0, 0), report(exact(0), 0, 107));
    Split right = new Split(FILE, 107, 93, true);
    TaskAssignment second = of(StartAttempt.class).get(0).assignment();
    assertEquals(Map.of(1, List.of(right)), second.splits());
    assertTrue(second.isStreamed());
    finish(scheduler, id(0, 1, 0), report(right, 107, 200));
    assertEquals(List.of(new FinishQuery(2)), of(FinishQuery.class));
  }

  @Test
  void aStageWaitsForThoseThatItReads() {
    QueryScheduler scheduler = scheduler(shuffle(2));
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 4));
    list(scheduler, 0, exact(0), exact(1));
    finish(scheduler, id(0, 0, 0), 500, 500);
    assertEquals(List.of(), started());
    finish(scheduler, id(0, 1, 0), 500, 500);
    StartAttempt start = of(StartAttempt.class).get(0);
    assertEquals(Map.of(0, List.of(id(0, 0, 0), id(0, 1, 0))), start.assignment().inputs());
    assertEquals(2, of(StartAttempt.class).size(), "one task for each large partition");
    finish(scheduler, id(1, 0, 0));
    finish(scheduler, id(1, 1, 0));
    assertEquals(List.of(new ReleaseStage(0)), of(ReleaseStage.class));
  }

  @Test
  void smallPartitionsBecomeOneTask() {
    QueryScheduler scheduler = scheduler(shuffle(4));
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 4));
    list(scheduler, 0, exact(0));
    finish(scheduler, id(0, 0, 0), 90, 10, 20, 80);
    List<List<Integer>> ranges = new ArrayList<>();
    for (StartAttempt start : of(StartAttempt.class)) {
      ranges.add(List.of(start.assignment().firstPartition(), start.assignment().endPartition()));
    }
    assertEquals(List.of(List.of(0, 3), List.of(3, 4)), ranges);
  }

  @Test
  void partitionsAreNotMergedBeyondTheLeastTask() {
    SchedulerSettings settings = new SchedulerSettings(2, 4, true, 100, 100_000, 1000);
    QueryScheduler scheduler = new QueryScheduler(shuffle(4), settings);
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 8));
    list(scheduler, 0, exact(0));
    finish(scheduler, id(0, 0, 0), 5000, 5000, 5000, 5000);
    assertEquals(4, of(StartAttempt.class).size());
  }

  @Test
  void aUsersErrorEndsTheQueryAtOnce() {
    QueryScheduler scheduler = twoRunning();
    fail(scheduler, id(0, 0, 0), ErrorCode.DIVISION_BY_ZERO, "by zero");
    assertEquals(
        List.of(
            new FailQuery(ErrorCode.DIVISION_BY_ZERO, "by zero"),
            new CancelAttempt(1, id(0, 1, 0))),
        commands);
    finish(scheduler, id(0, 1, 0));
    assertEquals(List.of(new DropOutput(id(0, 1, 0))), commands, "late output");
  }

  @Test
  void resourcesAreNotAskedForTwice() {
    QueryScheduler scheduler = twoRunning();
    fail(scheduler, id(0, 1, 0), ErrorCode.OUT_OF_MEMORY, "too little");
    assertEquals(List.of(new FailQuery(ErrorCode.OUT_OF_MEMORY, "too little")), failures());
  }

  @Test
  void otherFailuresAreRetriedThreeTimes() {
    QueryScheduler scheduler = twoRunning();
    for (int attempt = 0; attempt < 3; attempt++) {
      fail(scheduler, id(0, 0, attempt), ErrorCode.STORAGE_FAILURE, "hiccup " + attempt);
      assertEquals(List.of(id(0, 0, attempt + 1)), started());
    }
    fail(scheduler, id(0, 0, 3), ErrorCode.INTERNAL, "hiccup 3");
    FailQuery failure = failures().get(0);
    assertEquals(ErrorCode.INTERNAL, failure.code());
    assertEquals(
        "Task failed too often: stage=0, task=0, attempts: "
            + "0: hiccup 0; 1: hiccup 1; 2: hiccup 2; 3: hiccup 3",
        failure.message());
  }

  @Test
  void theSameInternalFailureTwiceEndsTheQuery() {
    QueryScheduler scheduler = twoRunning();
    fail(scheduler, id(0, 0, 0), ErrorCode.INTERNAL, "a bug");
    assertEquals(List.of(id(0, 0, 1)), started());
    fail(scheduler, id(0, 0, 1), ErrorCode.INTERNAL, "a bug");
    assertEquals(
        "Task failed too often: stage=0, task=0, attempts: 0, 1: a bug",
        failures().get(0).message());
  }

  @Test
  void theSameFailureOfAllAttemptsIsToldOnce() {
    QueryScheduler scheduler = twoRunning();
    for (int attempt = 0; attempt < 4; attempt++) {
      fail(scheduler, id(0, 0, attempt), ErrorCode.STORAGE_FAILURE, "a hiccup");
    }
    assertEquals(
        "Task failed too often: stage=0, task=0, attempts: 0, 1, 2, 3: a hiccup",
        failures().get(0).message());
  }

  @Test
  void tasksOfALostWorkerGoToOthers() {
    QueryScheduler scheduler = scheduler(graph(scanStage(0, Partitioning.gather())));
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 1));
    tell(scheduler, new SchedulerEvent.WorkerReady(2, 1));
    list(scheduler, 0, exact(0), exact(1));
    tell(scheduler, new SchedulerEvent.WorkerLost(1, "gone"));
    assertEquals(List.of(), started(), "no free slot");
    tell(scheduler, new SchedulerEvent.WorkerReady(3, 1));
    StartAttempt again = of(StartAttempt.class).get(0);
    assertEquals(3, again.workerId());
    assertEquals(id(0, 0, 1), again.assignment().id());
    finish(scheduler, id(0, 0, 0));
    assertEquals(List.of(new DropOutput(id(0, 0, 0))), commands, "given up");
  }

  @Test
  void aLostOutputIsMadeAgain() {
    QueryScheduler scheduler = readersRunning();
    tell(scheduler, lost(id(1, 0, 0), id(0, 1, 0)));
    assertTrue(commands.contains(new DropOutput(id(0, 1, 0))));
    assertEquals(List.of(id(0, 1, 1)), started());
    finish(scheduler, id(0, 1, 1), 500, 500);
    StartAttempt reader = of(StartAttempt.class).get(0);
    assertEquals(id(1, 0, 1), reader.assignment().id());
    assertEquals(Map.of(0, List.of(id(0, 0, 0), id(0, 1, 1))), reader.assignment().inputs());
  }

  @Test
  void anOutputThatTwoReadersMissIsMadeAgainOnce() {
    QueryScheduler scheduler = readersRunning();
    tell(scheduler, lost(id(1, 0, 0), id(0, 1, 0)));
    tell(scheduler, lost(id(1, 1, 0), id(0, 1, 0)));
    assertEquals(List.of(), started());
    finish(scheduler, id(0, 1, 1), 500, 500);
    assertEquals(List.of(id(1, 0, 1), id(1, 1, 1)), started());
  }

  @Test
  void whatMayDifferNextTimeIsReadAgainByAll() {
    PhysicalNode limited = new LimitNode(9, scan(1), 0, 10);
    StageGraph graph =
        graph(
            new Stage(0, limited, Partitioning.hash(List.of(0), 2)),
            new Stage(1, source(2, 0, Mode.PARTITIONED), Partitioning.hash(List.of(0), 2)),
            new Stage(2, source(3, 1, Mode.PARTITIONED), Partitioning.gather()));
    QueryScheduler scheduler = scheduler(graph);
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 4));
    list(scheduler, 0, exact(0));
    finish(scheduler, id(0, 0, 0), 500, 500);
    finish(scheduler, id(1, 0, 0), 500, 500);
    tell(scheduler, lost(id(1, 1, 0), id(0, 0, 0)));
    assertTrue(commands.contains(new DropOutput(id(1, 0, 0))), "has read other rows");
    assertEquals(List.of(id(0, 0, 1)), started());
    finish(scheduler, id(0, 0, 1), 500, 500);
    assertEquals(List.of(id(1, 0, 1), id(1, 1, 1)), started());
  }

  @Test
  void removedInputsAreMadeAgainIfTheyAreNeeded() {
    StageGraph graph =
        graph(
            scanStage(0, Partitioning.hash(List.of(0), 1)),
            new Stage(1, source(2, 0, Mode.PARTITIONED), Partitioning.hash(List.of(0), 1)),
            new Stage(2, source(3, 1, Mode.PARTITIONED), Partitioning.gather()));
    QueryScheduler scheduler = scheduler(graph);
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 4));
    list(scheduler, 0, exact(0));
    finish(scheduler, id(0, 0, 0), 500);
    finish(scheduler, id(1, 0, 0), 500);
    assertEquals(List.of(new ReleaseStage(0)), of(ReleaseStage.class));
    tell(scheduler, lost(id(2, 0, 0), id(1, 0, 0)));
    assertEquals(List.of(id(0, 0, 1)), started());
    finish(scheduler, id(0, 0, 1), 500);
    assertEquals(List.of(id(1, 0, 1)), started());
    finish(scheduler, id(1, 0, 1), 500);
    assertEquals(List.of(id(2, 0, 1)), started());
    finish(scheduler, id(2, 0, 1));
    assertTrue(!of(FinishQuery.class).isEmpty());
  }

  @Test
  void aSlowTaskGetsASecondAttemptAndTheFirstToFinishWins() {
    QueryScheduler scheduler = twoRunning(shuffle(2));
    nowNanos = 1_000_000_000L;
    finish(scheduler, id(0, 0, 0));
    tell(scheduler, new SchedulerEvent.Tick());
    assertEquals(List.of(), started(), "not slow yet");
    nowNanos = 60_000_000_000L;
    tell(scheduler, new SchedulerEvent.Tick());
    assertEquals(List.of(id(0, 1, 1)), started());
    tell(scheduler, new SchedulerEvent.Tick());
    assertEquals(List.of(), started(), "only one");
    finish(scheduler, id(0, 1, 1));
    assertTrue(commands.contains(new CancelAttempt(1, id(0, 1, 0))));
    StartAttempt reader = of(StartAttempt.class).get(0);
    assertEquals(Map.of(0, List.of(id(0, 0, 0), id(0, 1, 1))), reader.assignment().inputs());
    finish(scheduler, id(0, 1, 0));
    assertEquals(List.of(new DropOutput(id(0, 1, 0))), commands, "too late");
  }

  @Test
  void aTaskOfTheRootThatMayWaitForTheClientRunsOnce() {
    QueryScheduler scheduler = twoRunning();
    finish(scheduler, id(0, 0, 0));
    nowNanos = 60_000_000_000L;
    tell(scheduler, new SchedulerEvent.Tick());
    assertEquals(List.of(), started());
  }

  @Test
  void aFailedAttemptBesideARunningOneIsNotRepeated() {
    QueryScheduler scheduler = twoRunning(shuffle(2));
    finish(scheduler, id(0, 0, 0));
    nowNanos = 60_000_000_000L;
    tell(scheduler, new SchedulerEvent.Tick());
    fail(scheduler, id(0, 1, 0), ErrorCode.STORAGE_FAILURE, "hiccup");
    assertEquals(List.of(), started());
    finish(scheduler, id(0, 1, 1));
    assertEquals(List.of(id(1, 0, 0)), started());
  }

  @Test
  void aWrongGuessIsReadAgainFromTheRightPlace() {
    QueryScheduler scheduler = guessing();
    finish(scheduler, id(0, 2, 0), report(guess(2), 230, 300));
    finish(scheduler, id(0, 1, 0), report(guess(1), 107, 205));
    assertEquals(List.of(), of(DeliverOutput.class), "nothing verified");
    finish(scheduler, id(0, 0, 0), report(exact(0), 0, 107));
    assertEquals(
        List.of(new DeliverOutput(id(0, 1, 0)), new DeliverOutput(id(0, 2, 1))),
        of(DeliverOutput.class));
    assertTrue(commands.contains(new DropOutput(id(0, 2, 0))));
    Split right = new Split(FILE, 205, 95, true);
    assertEquals(Map.of(1, List.of(right)), of(StartAttempt.class).get(0).assignment().splits());
    finish(scheduler, id(0, 2, 1), report(right, 205, 300));
    assertTrue(!of(FinishQuery.class).isEmpty());
  }

  @Test
  void aRowThatCoversAWholeSplitLeavesItEmpty() {
    QueryScheduler scheduler = guessing();
    finish(scheduler, id(0, 0, 0), report(exact(0), 0, 250));
    finish(scheduler, id(0, 1, 0), report(guess(1), 110, 205));
    assertEquals(Map.of(1, List.of()), of(StartAttempt.class).get(0).assignment().splits());
    finish(scheduler, id(0, 2, 0), report(guess(2), 250, 300));
    assertTrue(commands.contains(new DeliverOutput(id(0, 2, 0))), "250 is where task 0 ended");
    finish(scheduler, id(0, 1, 1));
    assertTrue(!of(FinishQuery.class).isEmpty());
  }

  @Test
  void anErrorAfterAWrongGuessIsNotTheUsers() {
    QueryScheduler scheduler = guessing();
    fail(scheduler, id(0, 1, 0), ErrorCode.MALFORMED_FILE, "no number");
    assertEquals(List.of(), failures());
    finish(scheduler, id(0, 0, 0), report(exact(0), 0, 107));
    assertEquals(List.of(id(0, 1, 1)), started());
    fail(scheduler, id(0, 1, 1), ErrorCode.MALFORMED_FILE, "no number");
    assertEquals(List.of(new FailQuery(ErrorCode.MALFORMED_FILE, "no number")), failures());
  }

  @Test
  void filesThatCannotBeVerifiedAreReadWhole() {
    QueryScheduler scheduler = guessing();
    finish(scheduler, id(0, 1, 0), report(guess(1), 107, 205));
    finish(scheduler, id(0, 2, 0), report(guess(2), 205, 300));
    finish(scheduler, id(0, 0, 0));
    assertEquals(List.of(), of(FinishQuery.class));
    assertTrue(commands.contains(new RestartResult()), "rows of task 0 may have been given out");
    assertEquals(List.of(new ListSplits(0, true)), of(ListSplits.class));
    list(scheduler, 0, new Split(FILE, 0, 1000, true));
    finish(scheduler, id(0, 0, 1));
    assertEquals(List.of(new FinishQuery(1)), of(FinishQuery.class));
  }

  @Test
  void stagesThatCannotBeVerifiedBeginAgainWithWholeFiles() {
    StageGraph graph =
        graph(
            scanStage(0, Partitioning.hash(List.of(0), 1)),
            new Stage(1, source(2, 0, Mode.PARTITIONED), Partitioning.gather()));
    QueryScheduler scheduler = scheduler(graph);
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 4));
    list(scheduler, 0, exact(0), guess(1));
    finish(scheduler, id(0, 0, 0));
    finish(scheduler, id(0, 1, 0), report(guess(1), 107, 205));
    assertEquals(List.of(new ListSplits(0, true)), of(ListSplits.class));
    list(scheduler, 0, new Split(FILE, 0, 1000, true));
    assertEquals(List.of(id(0, 0, 1)), started());
    finish(scheduler, id(0, 0, 1), 100);
    assertEquals(List.of(id(1, 0, 0)), started());
  }

  @Test
  void enoughRowsForALimitEndTheStage() {
    StageGraph graph =
        graph(
            scanStage(0, Partitioning.gather()),
            new Stage(1, new LimitNode(8, source(2, 0, Mode.GATHER), 2, 3), Partitioning.gather()));
    QueryScheduler scheduler = scheduler(graph);
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 2));
    list(scheduler, 0, exact(0), exact(1), exact(2), exact(3));
    finish(scheduler, output(id(0, 1, 0), 100, List.of(9L), List.of()));
    assertEquals(List.of(id(0, 2, 0)), started(), "the first task may have too few rows");
    finish(scheduler, output(id(0, 0, 0), 5, List.of(9L), List.of()));
    assertTrue(commands.contains(new CancelAttempt(1, id(0, 2, 0))));
    assertTrue(commands.contains(new DropOutput(id(0, 1, 0))));
    StartAttempt reader = of(StartAttempt.class).get(0);
    assertEquals(Map.of(0, List.of(id(0, 0, 0))), reader.assignment().inputs());
  }

  @Test
  void aLostOutputOfTheResultIsDeliveredAgain() {
    QueryScheduler scheduler = twoRunning();
    finish(scheduler, id(0, 0, 0));
    finish(scheduler, id(0, 1, 0));
    assertEquals(List.of(new FinishQuery(2)), of(FinishQuery.class));
    tell(scheduler, new SchedulerEvent.OutputLost(id(0, 0, 0), "damaged"));
    assertEquals(List.of(id(0, 0, 1)), started());
    assertEquals(List.of(new DeliverOutput(id(0, 0, 1))), of(DeliverOutput.class));
    finish(scheduler, id(0, 0, 1));
    assertEquals(List.of(new FinishQuery(2)), of(FinishQuery.class));
  }

  @Test
  void aStopEndsEverything() {
    QueryScheduler scheduler = twoRunning();
    tell(scheduler, new SchedulerEvent.Stop(ErrorCode.CANCELLED, "enough"));
    assertEquals(
        List.of(
            new FailQuery(ErrorCode.CANCELLED, "enough"),
            new CancelAttempt(1, id(0, 0, 0)),
            new CancelAttempt(1, id(0, 1, 0))),
        commands);
    assertTrue(scheduler.hasFailed());
    tell(scheduler, new SchedulerEvent.Stop(ErrorCode.TIMEOUT, "late"));
    assertEquals(List.of(), commands);
  }

  @Test
  void aTableWithoutFilesIsOneTask() {
    QueryScheduler scheduler = scheduler(graph(scanStage(0, Partitioning.gather())));
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 2));
    list(scheduler, 0);
    assertEquals(List.of(id(0, 0, 0)), started());
    finish(scheduler, id(0, 0, 0));
    assertTrue(!of(FinishQuery.class).isEmpty());
    assertFalse(commands.contains(new ReleaseStage(0)));
  }

  @Test
  void aCopyThatIsTooLargeIsDividedAndItsJoinReadsPartitions() {
    QueryScheduler scheduler = scheduler(copied());
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 4));
    list(scheduler, 0, exact(0), exact(1));
    finish(scheduler, id(0, 0, 0), 600);
    finish(scheduler, id(0, 1, 0), 500);
    ShuffledJoin shuffled = of(TellJoinShuffled.class).get(0).join();
    assertEquals(1100, shuffled.copiedBytes());
    assertEquals(List.of(0, 2, 3, 1), scheduler.plan().stream().map(Stage::id).toList());
    assertEquals(
        List.of(new ListSplits(3, false)), of(ListSplits.class), "the probe side is listed");
    StartAttempt divide = of(StartAttempt.class).get(0);
    assertEquals(id(2, 0, 0), divide.assignment().id());
    assertEquals(scheduler.stage(2), divide.assignment().replanned());
    list(scheduler, 3, exact(0));
    finish(scheduler, id(2, 0, 0), 300, 300, 300, 300);
    assertEquals(List.of(new ReleaseStage(0)), of(ReleaseStage.class));
    finish(scheduler, id(3, 0, 0), 900, 900, 900, 900);
    StartAttempt join = of(StartAttempt.class).get(0);
    assertEquals(4, of(StartAttempt.class).size());
    assertEquals(shuffled.reader(), join.assignment().replanned());
    assertEquals(
        Map.of(2, List.of(id(2, 0, 0)), 3, List.of(id(3, 0, 0))), join.assignment().inputs());
    for (int task = 0; task < 4; task++) {
      finish(scheduler, id(1, task, 0));
    }
    assertEquals(List.of(new FinishQuery(4)), of(FinishQuery.class));
  }

  @Test
  void whatAShuffledJoinHasLostIsMadeAgainFromTheCopy() {
    QueryScheduler scheduler = scheduler(copied());
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 4));
    list(scheduler, 0, exact(0));
    finish(scheduler, id(0, 0, 0), 1100);
    list(scheduler, 3, exact(0));
    finish(scheduler, id(2, 0, 0), 300, 300, 300, 300);
    finish(scheduler, id(3, 0, 0), 900, 900, 900, 900);
    tell(scheduler, lost(id(1, 0, 0), id(2, 0, 0)));
    assertEquals(List.of(id(0, 0, 1)), started(), "the copy was removed");
    finish(scheduler, id(0, 0, 1), 1100);
    assertEquals(List.of(id(2, 0, 1)), started());
    assertEquals(List.of(), of(TellJoinShuffled.class), "it is shuffled already");
  }

  @Test
  void whereALargeCopyMustStayThereAreFewTasks() {
    QueryScheduler scheduler = scheduler(copied(JoinKind.MARK));
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 4));
    list(scheduler, 0, exact(0));
    finish(scheduler, id(0, 0, 0), 1100);
    assertEquals(List.of(), of(TellJoinShuffled.class));
    list(scheduler, 1, exact(0), exact(1), exact(2), exact(3), exact(4), exact(5));
    assertEquals(3, started().size(), "tasks of a third, where there are six otherwise");
  }

  @Test
  void aReaderThatBeginsAgainGetsItsOtherInputsBack() {
    Partitioning one = Partitioning.hash(List.of(0), 1);
    StageGraph graph =
        graph(
            new Stage(0, new LimitNode(8, scan(1), 0, 5), one),
            scanStage(1, one),
            new Stage(2, union(3, 0, 1), one),
            new Stage(3, union(6, 2, 0), Partitioning.gather()));
    QueryScheduler scheduler = scheduler(graph);
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 4));
    list(scheduler, 0, exact(0));
    list(scheduler, 1, exact(0));
    finish(scheduler, id(0, 0, 0), 10);
    finish(scheduler, id(1, 0, 0), 10);
    finish(scheduler, id(2, 0, 0), 10);
    assertEquals(List.of(new ReleaseStage(1)), of(ReleaseStage.class));
    tell(scheduler, lost(id(3, 0, 0), id(0, 0, 0)));
    assertEquals(List.of(id(0, 0, 1), id(1, 0, 1)), started(), "both are read by stage 2");
    finish(scheduler, id(0, 0, 1), 10);
    finish(scheduler, id(1, 0, 1), 10);
    assertEquals(List.of(id(2, 0, 1)), started());
  }

  private static PhysicalNode union(int firstId, int firstStage, int secondStage) {
    return new UnionNode(
        firstId,
        List.of(
            source(firstId + 1, firstStage, Mode.PARTITIONED),
            source(firstId + 2, secondStage, Mode.PARTITIONED)),
        SCHEMA);
  }

  @Test
  void aCopyThatFitsStays() {
    QueryScheduler scheduler = scheduler(copied());
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 4));
    list(scheduler, 0, exact(0));
    finish(scheduler, id(0, 0, 0), 1000);
    assertEquals(List.of(), of(TellJoinShuffled.class));
    assertEquals(List.of(new ListSplits(1, false)), of(ListSplits.class));
  }

  // The graphs.

  /** A scan joined with a copy of stage 0. */
  private static StageGraph copied() {
    return copied(JoinKind.INNER);
  }

  private static StageGraph copied(JoinKind kind) {
    HashJoinNode join = TestJoins.join(4, scan(1), source(3, 0, Mode.BROADCAST), kind, 0, -1);
    return graph(
        new Stage(0, scan(1), Partitioning.broadcast()), new Stage(1, join, Partitioning.gather()));
  }

  private static StageGraph graph(Stage... stages) {
    return new StageGraph(List.of(stages), Map.of());
  }

  private static StageGraph shuffle(int partitionCount) {
    return graph(
        scanStage(0, Partitioning.hash(List.of(0), partitionCount)),
        new Stage(1, source(2, 0, Mode.PARTITIONED), Partitioning.gather()));
  }

  private static Stage scanStage(int id, Partitioning output) {
    return new Stage(id, scan(1), output);
  }

  private static ScanNode scan(int id) {
    ScanSource source =
        new ScanSource("t", "csv", Map.of(), SCHEMA, new Schema(List.of()), List.of(FILE));
    return new ScanNode(id, source, List.of(0), null, List.of(), -1);
  }

  private static ExchangeSourceNode source(int id, int stageId, Mode mode) {
    return new ExchangeSourceNode(id, stageId, mode, List.of(), SCHEMA);
  }

  /** A split in a file of its own. */
  private static Split exact(int index) {
    return index == 0
        ? new Split(FILE, 0, 100, true)
        : new Split(new SourceFile("/g" + index, 100, 0, List.of()), 0, 100, true);
  }

  /** A split in the middle of the file. */
  private static Split guess(int index) {
    return new Split(FILE, index * 100L, 100, false);
  }

  private static SplitReport report(Split split, long firstRow, long nextRow) {
    return new SplitReport(split, firstRow, nextRow);
  }

  // The events.

  private static QueryScheduler scheduler(StageGraph graph) {
    SchedulerSettings settings = new SchedulerSettings(2, 4, true, 100, 100, 1000);
    return new QueryScheduler(graph, settings);
  }

  private QueryScheduler twoRunning() {
    return twoRunning(graph(scanStage(0, Partitioning.gather())));
  }

  private QueryScheduler twoRunning(StageGraph graph) {
    QueryScheduler scheduler = scheduler(graph);
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 2));
    list(scheduler, 0, exact(0), exact(1));
    return scheduler;
  }

  private QueryScheduler readersRunning() {
    QueryScheduler scheduler = scheduler(shuffle(2));
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 2));
    list(scheduler, 0, exact(0), exact(1));
    finish(scheduler, id(0, 0, 0), 500, 500);
    finish(scheduler, id(0, 1, 0), 500, 500);
    assertEquals(List.of(id(1, 0, 0), id(1, 1, 0)), started());
    return scheduler;
  }

  private QueryScheduler guessing() {
    QueryScheduler scheduler = scheduler(graph(scanStage(0, Partitioning.gather())));
    tell(scheduler, new SchedulerEvent.WorkerReady(1, 4));
    list(scheduler, 0, exact(0), guess(1), guess(2));
    assertEquals(3, started().size());
    return scheduler;
  }

  private void tell(QueryScheduler scheduler, SchedulerEvent event) {
    commands.clear();
    commands.addAll(scheduler.handle(event, nowNanos));
  }

  private void list(QueryScheduler scheduler, int stageId, Split... splits) {
    tell(scheduler, new SchedulerEvent.SplitsListed(stageId, Map.of(1, List.of(splits))));
  }

  private void finish(QueryScheduler scheduler, AttemptId id, long... partitionBytes) {
    List<Long> sizes = new ArrayList<>();
    for (long size : partitionBytes) {
      sizes.add(size);
    }
    finish(scheduler, output(id, 10, sizes, List.of()));
  }

  private void finish(QueryScheduler scheduler, AttemptId id, SplitReport report) {
    finish(scheduler, output(id, 10, List.of(10L), List.of(report)));
  }

  private void finish(QueryScheduler scheduler, TaskOutput output) {
    tell(scheduler, new SchedulerEvent.AttemptFinished(output));
  }

  private static TaskOutput output(
      AttemptId id, long rows, List<Long> sizes, List<SplitReport> reports) {
    return new TaskOutput(id, rows, sizes, reports, List.of(), 0, 1_000_000);
  }

  private void fail(QueryScheduler scheduler, AttemptId id, ErrorCode code, String message) {
    tell(scheduler, new SchedulerEvent.AttemptFailed(new TaskFailure(id, code, message, null)));
  }

  private static SchedulerEvent lost(AttemptId reader, @Nullable AttemptId output) {
    return new SchedulerEvent.AttemptFailed(
        new TaskFailure(reader, ErrorCode.EXCHANGE_DATA_LOST, "lost", output));
  }

  // The commands.

  private List<AttemptId> started() {
    return of(StartAttempt.class).stream().map(start -> start.assignment().id()).toList();
  }

  private List<FailQuery> failures() {
    return of(FailQuery.class);
  }

  private <T extends SchedulerCommand> List<T> of(Class<T> kind) {
    return commands.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static AttemptId id(int stageId, int taskIndex, int attempt) {
    return new AttemptId(stageId, taskIndex, attempt);
  }
}
