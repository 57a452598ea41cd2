package dev.quern.optimizer.explain;

import dev.quern.plan.stages.Estimate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes estimates and measured figures. */
final class FigureText {
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

  private FigureText() {}

  static String estimate(@Nullable Estimate estimate) {
    return estimate == null ? "" : "~" + rows(estimate.rows()) + ", ~" + bytes(estimate.bytes());
  }

  static String measured(Figures figures) {
    StringBuilder text = new StringBuilder(rows((double) figures.rows()));
    text.append(", ").append(millis(figures.nanos()));
    if (figures.bytesRead() > 0) {
      text.append(", read ").append(bytes((double) figures.bytesRead()));
    }
    if (figures.bytesWritten() > 0) {
      text.append(", wrote ").append(bytes((double) figures.bytesWritten()));
    }
    if (figures.peakBytes() > 0) {
      text.append(", memory ").append(bytes((double) figures.peakBytes()));
    }
    if (figures.bytesSpilled() > 0) {
      text.append(", spilled ").append(bytes((double) figures.bytesSpilled()));
    }
    if (figures.tasks() > 1) {
      text.append(", ").append(figures.tasks()).append(" tasks");
    }
    return text.toString();
  }

  static String rows(double rows) {
    long rounded = Math.round(rows);
    return String.format(Locale.ROOT, "%,d", rounded) + (rounded == 1 ? " row" : " rows");
  }

  static String bytes(double bytes) {
    double scaled = bytes;
    int unit = 0;
    while (scaled >= 1024 && unit < UNITS.length - 1) {
      scaled /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", scaled, UNITS[unit]);
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }
}
