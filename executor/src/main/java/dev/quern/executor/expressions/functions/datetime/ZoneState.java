package dev.quern.executor.expressions.functions.datetime;

import static dev.quern.executor.expressions.functions.datetime.Calendar.MICROS_PER_SECOND;

import dev.quern.executor.expressions.values.Bytes;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns the time on a clock in a zone into an instant and back. The rules of the last zone are
 * kept. An instant is counted in microseconds of UTC.
 *
 * <p>A time that the clock shows twice, when summer ends, is the later of the two instants. One
 * that it leaves out, when summer begins, counts on from the time before.
 */
public final class ZoneState {
  private static final int NANOS_PER_MICRO = 1000;

  private String name = "UTC";
  private ZoneRules rules = ZoneOffset.UTC.getRules();
  private boolean isConstant;

  private ZoneState() {}

  static ZoneState create(List<@Nullable Literal> constants) {
    ZoneState state = new ZoneState();
    Literal constant = constants.get(0);
    if (constant != null && constant.value() instanceof String name) {
      state.use(name);
      state.isConstant = true;
    }
    return state;
  }

  /** Returns the instant at which the clocks of a zone show a timestamp. */
  public static long toInstant(ZoneState state, long name, int length, long micros) {
    ZoneRules rules = state.rules(name, length);
    LocalDateTime local =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, MICROS_PER_SECOND), nanos(micros), ZoneOffset.UTC);
    ZoneOffsetTransition change = rules.getTransition(local);
    ZoneOffset offset =
        change == null
            ? rules.getOffset(local)
            : change.isGap() ? change.getOffsetBefore() : change.getOffsetAfter();
    return DateArithmetic.addMicrosToTimestamp(
        micros, offset.getTotalSeconds() * MICROS_PER_SECOND, -1);
  }

  /** Returns the timestamp that the clocks of a zone show at an instant. */
  public static long toLocal(ZoneState state, long name, int length, long micros) {
    Instant instant =
        Instant.ofEpochSecond(Math.floorDiv(micros, MICROS_PER_SECOND), nanos(micros));
    ZoneOffset offset = state.rules(name, length).getOffset(instant);
    return DateArithmetic.addMicrosToTimestamp(
        micros, offset.getTotalSeconds() * MICROS_PER_SECOND, 1);
  }

  private static int nanos(long micros) {
    return (int) Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO;
  }

  private ZoneRules rules(long newName, int length) {
    if (!isConstant) {
      use(Bytes.toString(newName, length));
    }
    return rules;
  }

  private void use(String newName) {
    if (!newName.equals(name)) {
      rules = Zones.rules(newName);
      name = newName;
    }
  }

  /** Names of zones in any case; loaded when the first is looked up. */
  private static final class Zones {
    private static final Map<String, String> IDS = ids();

    private Zones() {}

    private static Map<String, String> ids() {
      Map<String, String> ids = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      ids.putAll(ZoneId.SHORT_IDS);
      ZoneId.getAvailableZoneIds().forEach(id -> ids.put(id, id));
      return Collections.unmodifiableMap(ids);
    }

    private static ZoneRules rules(String name) {
      String id = IDS.get(name);
      if (id == null) {
        throw new QueryException(
            ErrorCode.INVALID_ARGUMENT,
            "Unknown time zone: \"" + name + "\"; expected a name such as Europe/Berlin or UTC");
      }
      return ZoneId.of(id).getRules();
    }
  }
}
