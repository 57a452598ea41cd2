package dev.quern.executor.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.nodes.ExchangeSourceNode;
import dev.quern.plan.nodes.ExchangeSourceNode.Mode;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random graphs, orders of events and faults. Whatever happens, a query that finishes has delivered
 * each root task once, in order, made of outputs that fit each other.
 */
final class SchedulerSimulationTest {
  private static final Schema SCHEMA = Schema.of(Field.of("a", DataTypes.BIGINT));

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 10, 40})
  void finishesWithOneConsistentAnswer(int faults) {
    int finished = 0;
    int shuffledJoins = 0;
    for (int seed = 0; seed < 400; seed++) {
      World world = new World(new Random(seed), faults, "seed " + seed);
      world.run();
      finished += world.failure == null ? 1 : 0;
      shuffledJoins += world.shuffledJoins;
    }
    assertTrue(shuffledJoins > 50, "joins that were shuffled: " + shuffledJoins);
    assertTrue(finished > 250, "queries that survived: " + finished);
    assertTrue(faults > 0 || finished == 400, "queries without faults: " + finished);
  }

  /** Everything outside of the scheduler. */
  private static final class World {
    final Random random;
    final String name;
    final StageGraph graph;
    final QueryScheduler scheduler;
    final Map<AttemptId, TaskAssignment> running = new LinkedHashMap<>();
    final Map<AttemptId, Integer> workerOf = new HashMap<>();

    /** For each output the attempts of unrepeatable tasks that it was made of. */
    final Map<AttemptId, Map<String, AttemptId>> outputs = new HashMap<>();

    final Map<Integer, AttemptId> delivered = new HashMap<>();
    final Set<AttemptId> lost = new HashSet<>();
    final List<AttemptId> consumed = new ArrayList<>();
    final Map<String, AttemptId> answer = new HashMap<>();
    final Set<AttemptId> everDelivered = new HashSet<>();
    final Set<AttemptId> everStarted = new HashSet<>();
    final Set<Integer> workers = new HashSet<>();
    final List<SchedulerEvent> pending = new ArrayList<>();
    final boolean canResume;
    AttemptId begun;
    AttemptId missing;
    boolean isBroken;
    int faultsLeft;
    int nextWorker = 1;
    int outputCount = -1;
    int shuffledJoins;
    ErrorCode failure;
    long now;

    World(Random random, int faults, String name) {
      this.random = random;
      this.faultsLeft = faults;
      this.name = name;
      this.graph = randomGraph(random);
      SchedulerSettings settings = new SchedulerSettings(2, 1000, true, 100, 100, 200);
      this.scheduler = new QueryScheduler(graph, settings);
      this.canResume = QueryScheduler.isResultRepeatableInOrder(graph);
    }

    void run() {
      addWorker();
      addWorker();
      int steps = 0;
      while (consumed.size() != outputCount && failure == null) {
        assertTrue(steps++ < 20_000, name + ": never ends");
        step();
      }
      if (failure != null) {
        assertEquals(ErrorCode.EXCHANGE_DATA_LOST, failure, name);
        assertTrue(!everDelivered.isEmpty(), name + ": gave up without need");
        return;
      }
      assertTrue(!consumed.isEmpty(), name);
      assertTrue(!isBroken, name + ": dropped what was given out");
    }

    /** The client reads on: it finds the next output whole, growing, or lost. */
    void consume() {
      AttemptId next = delivered.get(consumed.size());
      if (next == null || lost.contains(next)) {
        return;
      }
      if (begun != null && !begun.equals(next) && !canResume) {
        failure = ErrorCode.EXCHANGE_DATA_LOST;
        return;
      }
      boolean isFaulty = faultsLeft > 0 && random.nextInt(4) == 0;
      Map<String, AttemptId> whole = outputs.get(next);
      TaskAssignment growing = running.get(next);
      if ((whole != null && isFaulty) || (whole == null && growing == null)) {
        faultsLeft -= isFaulty ? 1 : 0;
        outputs.remove(next);
        lost.add(next);
        tell(new SchedulerEvent.OutputLost(next, "lost"));
        return;
      }
      Map<String, AttemptId> parts = whole != null ? whole : madeOf(growing);
      if (parts == null) {
        return;
      }
      addParts(answer, parts, () -> name + ": the answer");
      begun = next;
      if (whole != null) {
        consumed.add(next);
        begun = null;
        tell(new SchedulerEvent.OutputRead(next));
      }
    }

    void step() {
      if (random.nextInt(3) == 0) {
        consume();
      }
      now += random.nextInt(1000) * 10_000_000L;
      if (!pending.isEmpty()) {
        tell(pending.remove(random.nextInt(pending.size())));
      } else if (faultsLeft > 0 && random.nextInt(3) == 0) {
        faultsLeft--;
        fault();
      } else if (running.isEmpty() || random.nextInt(10) == 0) {
        tell(new SchedulerEvent.Tick());
      } else {
        end(randomRunning());
      }
    }

    void fault() {
      int kind = random.nextInt(3);
      if (kind == 0) {
        Integer victim = List.copyOf(workers).get(random.nextInt(workers.size()));
        workers.remove(victim);
        running.keySet().removeIf(id -> victim.equals(workerOf.get(id)));
        tell(new SchedulerEvent.WorkerLost(victim, "killed"));
        addWorker();
      } else if (kind == 1 && !running.isEmpty()) {
        AttemptId id = randomRunning();
        running.remove(id);
        tell(failed(id, ErrorCode.STORAGE_FAILURE, null));
      } else if (!outputs.isEmpty()) {
        List<AttemptId> candidates = new ArrayList<>(outputs.keySet());
        candidates.removeIf(id -> id.stageId() == graph.rootStage().id());
        if (!candidates.isEmpty()) {
          candidates.sort((a, b) -> a.toString().compareTo(b.toString()));
          outputs.remove(candidates.get(random.nextInt(candidates.size())));
        }
      }
    }

    /** What the rows of a task are made of; null if an input is lost. */
    Map<String, AttemptId> madeOf(TaskAssignment assignment) {
      AttemptId id = assignment.id();
      Map<String, AttemptId> madeOf = new HashMap<>();
      for (List<AttemptId> inputs : assignment.inputs().values()) {
        for (AttemptId input : inputs) {
          Map<String, AttemptId> parts = outputs.get(input);
          if (parts == null) {
            missing = input;
            return null;
          }
          addParts(madeOf, parts, () -> name + ": inputs of " + id);
        }
      }
      if (isUnrepeatable(id.stageId())) {
        madeOf.put(id.stageId() + "/" + id.taskIndex(), id);
      }
      return madeOf;
    }

    void end(AttemptId id) {
      TaskAssignment assignment = running.remove(id);
      Map<String, AttemptId> madeOf = madeOf(assignment);
      if (madeOf == null) {
        tell(failed(id, ErrorCode.EXCHANGE_DATA_LOST, missing));
        return;
      }
      outputs.put(id, madeOf);
      tell(new SchedulerEvent.AttemptFinished(output(assignment)));
    }

    TaskOutput output(TaskAssignment assignment) {
      List<SplitReport> reports = new ArrayList<>();
      for (List<Split> splits : assignment.splits().values()) {
        for (Split split : splits) {
          // A row ends 7 bytes after each hundred; one of two guesses is wrong.
          long first = split.start() == 0 ? 0 : split.start() / 100 * 100 + 7;
          boolean isWrong = !split.exactStart() && split.start() % 200 == 0;
          long end = (split.start() + split.length()) / 100 * 100 + 7;
          reports.add(new SplitReport(split, isWrong ? first + 1 : first, end));
        }
      }
      int partitions = scheduler.stage(assignment.id().stageId()).output().partitionCount();
      List<Long> sizes = new ArrayList<>();
      for (int i = 0; i < partitions; i++) {
        sizes.add(60L);
      }
      return new TaskOutput(assignment.id(), 10, sizes, reports, List.of(), 0, 1000);
    }

    void tell(SchedulerEvent event) {
      for (SchedulerCommand command : scheduler.handle(event, now)) {
        carryOut(command);
      }
    }

    void carryOut(SchedulerCommand command) {
      if (command instanceof SchedulerCommand.ListSplits list) {
        pending.add(listed(list));
      } else if (command instanceof SchedulerCommand.TellJoinShuffled shuffled) {
        checkOrder(shuffled.plan());
        shuffledJoins++;
      } else if (command instanceof SchedulerCommand.StartAttempt start) {
        AttemptId id = start.assignment().id();
        assertTrue(everStarted.add(id), name + ": started twice: " + id);
        assertTrue(workers.contains(start.workerId()), name + ": worker is gone");
        long busy = running.keySet().stream().filter(other -> isOn(other, start)).count();
        assertTrue(busy < 2, name + ": more tasks than slots");
        running.put(id, start.assignment());
        workerOf.put(id, start.workerId());
      } else if (command instanceof SchedulerCommand.CancelAttempt cancel) {
        if (running.remove(cancel.id()) != null) {
          pending.add(failed(cancel.id(), ErrorCode.CANCELLED, null));
        }
      } else if (command instanceof SchedulerCommand.DropOutput drop) {
        outputs.remove(drop.id());
        isBroken |= consumed.contains(drop.id());
      } else if (command instanceof SchedulerCommand.ReleaseStage release) {
        outputs.keySet().removeIf(id -> id.stageId() == release.stageId());
      } else if (command instanceof SchedulerCommand.DeliverOutput deliver) {
        delivered.put(deliver.id().taskIndex(), deliver.id());
        everDelivered.add(deliver.id());
      } else if (command instanceof SchedulerCommand.RestartResult) {
        delivered.clear();
        outputCount = -1;
        failure =
            answer.isEmpty() && begun == null && consumed.isEmpty()
                ? null
                : ErrorCode.EXCHANGE_DATA_LOST;
      } else if (command instanceof SchedulerCommand.FinishQuery finish) {
        outputCount = finish.outputCount();
      } else if (command instanceof SchedulerCommand.FailQuery failQuery) {
        failure = failQuery.code();
      }
    }

    void checkOrder(List<Stage> plan) {
      Set<Integer> before = new HashSet<>();
      for (Stage stage : plan) {
        stage.sources().forEach(read -> assertTrue(before.contains(read.stageId()), name));
        before.add(stage.id());
      }
    }

    /** A cancelled attempt holds its slot until its end is told. */
    boolean isOn(AttemptId id, SchedulerCommand.StartAttempt start) {
      return Integer.valueOf(start.workerId()).equals(workerOf.get(id));
    }

    SchedulerEvent listed(SchedulerCommand.ListSplits list) {
      Map<Integer, List<Split>> splits = new HashMap<>();
      for (ScanNode scan : scheduler.stage(list.stageId()).scans()) {
        SourceFile file = scan.source().files().get(0);
        List<Split> ofScan = new ArrayList<>();
        long length = list.wholeFiles() ? file.sizeBytes() : 100;
        for (long start = 0; start < file.sizeBytes(); start += length) {
          ofScan.add(new Split(file, start, length, start == 0));
        }
        splits.put(scan.id(), ofScan);
      }
      return new SchedulerEvent.SplitsListed(list.stageId(), splits);
    }

    static void addParts(
        Map<String, AttemptId> all,
        Map<String, AttemptId> parts,
        java.util.function.Supplier<String> what) {
      parts.forEach(
          (task, attempt) -> {
            AttemptId other = all.put(task, attempt);
            assertTrue(other == null || other.equals(attempt), () -> what.get() + " mixes " + task);
          });
    }

    boolean isUnrepeatable(int stageId) {
      return scheduler.stage(stageId).root() instanceof LimitNode;
    }

    AttemptId randomRunning() {
      return List.copyOf(running.keySet()).get(random.nextInt(running.size()));
    }

    void addWorker() {
      workers.add(nextWorker);
      tell(new SchedulerEvent.WorkerReady(nextWorker++, 2));
    }

    static SchedulerEvent failed(AttemptId id, ErrorCode code, AttemptId lost) {
      return new SchedulerEvent.AttemptFailed(new TaskFailure(id, code, "fault", lost));
    }
  }

  /**
   * Two to five stages; each reads a scan, or one or two of the stages before. Some join that with
   * a copy of one more stage.
   */
  private static StageGraph randomGraph(Random random) {
    int count = 2 + random.nextInt(4);
    List<Stage> stages = new ArrayList<>();
    for (int stage = 0; stage < count; stage++) {
      List<PhysicalNode> inputs = new ArrayList<>();
      if (stage == 0 || random.nextInt(4) == 0) {
        inputs.add(scan(stage * 10, 100L * (1 + random.nextInt(4))));
      }
      for (int i = 0; stage > 0 && i < 1 + random.nextInt(2); i++) {
        int read = i == 0 ? stage - 1 : random.nextInt(stage);
        Mode mode = Mode.values()[random.nextInt(3)];
        inputs.add(new ExchangeSourceNode(stage * 10 + 1 + i, read, mode, List.of(), SCHEMA));
      }
      PhysicalNode root = new UnionNode(stage * 10 + 5, inputs, SCHEMA);
      boolean isRoot = stage == count - 1;
      if (stage > 0 && random.nextInt(2) == 0) {
        int read = random.nextInt(stage);
        root =
            TestJoins.join(
                stage * 10 + 7,
                root,
                new ExchangeSourceNode(stage * 10 + 8, read, Mode.BROADCAST, List.of(), SCHEMA),
                JoinKind.SEMI,
                0,
                -1);
      }
      if (!isRoot && random.nextInt(3) == 0) {
        root = new LimitNode(stage * 10 + 6, root, 0, 5);
      }
      Partitioning output =
          isRoot ? Partitioning.gather() : Partitioning.hash(List.of(0), 1 + random.nextInt(3));
      stages.add(new Stage(stage, root, output));
    }
    return new StageGraph(stages, Map.of());
  }

  private static ScanNode scan(int id, long size) {
    SourceFile file = new SourceFile("/f" + id, size, 0, List.of());
    ScanSource source =
        new ScanSource("t", "csv", Map.of(), SCHEMA, new Schema(List.of()), List.of(file));
    return new ScanNode(id, source, List.of(0), null, List.of(), -1);
  }
}
