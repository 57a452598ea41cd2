package dev.quern.executor.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.scheduler.AttemptId;
import dev.quern.executor.scheduler.OperatorCounters;
import dev.quern.executor.scheduler.TaskAssignment;
import dev.quern.executor.scheduler.TaskFailure;
import dev.quern.executor.scheduler.TaskOutput;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.Partitioning;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import dev.quern.plan.nodes.ValuesNode;
import dev.quern.plan.settings.QuerySettings;
import dev.quern.plan.settings.SchedulerKind;
import dev.quern.plan.stages.Stage;
import dev.quern.plan.stages.StageGraph;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WireMessageTest {
  private static final AttemptId ID = new AttemptId(2, 17, 3);
  private static final Split SPLIT =
      new Split(
          new SourceFile("/data/a=1/ü \"x\".csv", 1L << 40, 5, Arrays.asList("1", null)),
          7,
          1L << 33,
          false);

  static List<WireMessage> messages() {
    Schema schema = Schema.of(Field.of("a", DataTypes.BIGINT));
    StageGraph graph =
        new StageGraph(
            List.of(new Stage(0, new ValuesNode(1, List.of(), schema), Partitioning.gather())),
            Map.of());
    QuerySettings settings =
        new QuerySettings(SchedulerKind.PROCESSES, 2, 4, 1 << 20, "/tmp", 60, 100, 0);
    TaskAssignment assignment =
        new TaskAssignment(
            ID,
            Map.of(4, List.of(SPLIT)),
            3,
            9,
            Map.of(1, List.of(new AttemptId(1, 0, 0))),
            true,
            graph.stages().get(0));
    TaskOutput output =
        new TaskOutput(
            ID,
            5,
            List.of(0L, 1L << 40),
            List.of(new SplitReport(SPLIT, 9, 99)),
            List.of(new OperatorCounters(4, 1, 2, 3, 4, 5, 6, 7)),
            7,
            8);
    return List.of(
        new WireMessage.Hello(3, 4711),
        new WireMessage.Heartbeat(),
        new WireMessage.StartQuery(1, graph, settings, "/tmp/q1", 1 << 19, 60),
        new WireMessage.RunTask(1, assignment),
        new WireMessage.CancelTask(1, ID),
        new WireMessage.RowsReady(1, ID),
        new WireMessage.RowsTaken(1, ID),
        new WireMessage.TaskFinished(1, output),
        new WireMessage.TaskFailed(
            1, new TaskFailure(ID, ErrorCode.DISK_FULL, "full\n\"disk\"", null)),
        new WireMessage.TaskFailed(
            1, new TaskFailure(ID, ErrorCode.EXCHANGE_DATA_LOST, "", new AttemptId(1, 2, 3))),
        new WireMessage.EndQuery(1),
        new WireMessage.QueryEnded(1, ""));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void roundTrips(WireMessage message) throws IOException {
    RecordCodec codec = new RecordCodec();
    ByteBuffer frame = WireChannel.encode(message, codec);
    byte[] bytes = new byte[frame.getInt()];
    frame.get(bytes);
    assertEquals(0, frame.remaining());
    assertEquals(message, codec.decode(bytes, WireMessage.class));
  }

  @Test
  void everyMessageIsTested() {
    Set<Class<?>> tested =
        messages().stream().map(Object::getClass).collect(Collectors.toUnmodifiableSet());
    assertEquals(Set.of(WireMessage.class.getPermittedSubclasses()), tested);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void damagedBytesAreRefusedOrAnotherMessage(WireMessage message) {
    RecordCodec codec = new RecordCodec();
    byte[] good = codec.encode((Record) message);
    int refused = 0;
    for (int i = 0; i < good.length; i++) {
      byte[] cut = Arrays.copyOf(good, i);
      assertThrows(IOException.class, () -> codec.decode(cut, WireMessage.class));
      byte[] bad = good.clone();
      bad[i] ^= 0x55;
      try {
        assertNotEquals(message, codec.decode(bad, WireMessage.class));
      } catch (IOException e) {
        refused++;
      }
    }
    assertTrue(refused > good.length / 4, "refused " + refused + " of " + good.length);
  }

  @Test
  void carriesEveryKindOfLiteral() throws IOException {
    List<Literal> literals =
        List.of(
            Literal.ofNull(DataTypes.DATE),
            Literal.of(true),
            Literal.of(Long.MIN_VALUE),
            Literal.of(-0.0),
            Literal.of(Double.NaN),
            Literal.of("ü\0\uD83D\uDE00"),
            new Literal(new BigDecimal("-12345678901234567890.12"), DataType.decimal(38, 2)),
            new Literal(ByteBuffer.wrap(new byte[] {0, -1}), DataTypes.VARBINARY));
    RecordCodec codec = new RecordCodec();
    for (Literal literal : literals) {
      assertEquals(literal, codec.decode(codec.encode(literal), Literal.class));
    }
  }

  @Test
  void onlyRecordsOfOursTravel() {
    RecordCodec codec = new RecordCodec();
    assertThrows(IllegalArgumentException.class, () -> codec.encode(new Foreign(new Object())));
  }

  private record Foreign(Object value) {}
}
