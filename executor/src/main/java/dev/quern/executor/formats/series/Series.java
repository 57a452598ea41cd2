package dev.quern.executor.formats.series;

import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.List;
import java.util.Map;

/**
 * The numbers {@code start, start + step, ...}. Travels in the options of a scan.
 *
 * @param count how many there are
 */
public record Series(long start, long step, long count) {
  public static final Series EMPTY = new Series(0, 1, 0);

  static final String FORMAT = "series";

  /** Most rows: one task may not count further. */
  private static final long MOST_ROWS = 1L << 48;

  /**
   * Returns the numbers from {@code start} towards {@code stop}.
   *
   * @param step not 0
   * @param isInclusive whether {@code stop} belongs to them
   */
  public static Series of(long start, long stop, long step, boolean isInclusive) {
    if (step > 0 ? start > stop : start < stop) {
      return EMPTY;
    }
    // The distance of two longs fits an unsigned long.
    long distance = step > 0 ? stop - start : start - stop;
    long width = step > 0 ? step : -step;
    long steps = Long.divideUnsigned(distance, width);
    boolean isHit = Long.remainderUnsigned(distance, width) == 0;
    long count = isHit && !isInclusive ? steps : steps + 1;
    return new Series(start, step, Long.compareUnsigned(count, MOST_ROWS) > 0 ? MOST_ROWS : count);
  }

  static Series of(ScanSource source) {
    Map<String, String> options = source.options();
    return new Series(
        Long.parseLong(options.getOrDefault("start", "0")),
        Long.parseLong(options.getOrDefault("step", "1")),
        Long.parseLong(options.getOrDefault("count", "0")));
  }

  /** Returns the number at a position from 0. */
  public long value(long index) {
    return start + index * step;
  }

  /** Returns what a scan reads: one column of that name. */
  public ScanSource source(String column) {
    Map<String, String> options =
        Map.of(
            "start",
            Long.toString(start),
            "step",
            Long.toString(step),
            "count",
            Long.toString(count));
    return new ScanSource(
        column,
        FORMAT,
        options,
        new Schema(List.of(new Field(column, DataTypes.BIGINT, false))),
        new Schema(List.of()),
        List.of(new SourceFile(column, count * Long.BYTES, 0, List.of())));
  }
}
