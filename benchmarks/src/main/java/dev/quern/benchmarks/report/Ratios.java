package dev.quern.benchmarks.report;

import java.util.Locale;

/** Ratios of times, query by query. Queries that one of both failed count for nothing. */
public final class Ratios {
  private int count;
  private double logarithms;
  private double sum;
  private double otherSum;
  private double worst;
  private String worstQuery = "";

  /** Adds a query; NaN stands for a failure. */
  void add(String query, double seconds, double otherSeconds) {
    double ratio = seconds / otherSeconds;
    if (Double.isNaN(ratio) || Double.isInfinite(ratio) || ratio == 0) {
      return;
    }
    count++;
    logarithms += Math.log(ratio);
    sum += seconds;
    otherSum += otherSeconds;
    if (ratio > worst) {
      worst = ratio;
      worstQuery = query;
    }
  }

  public int count() {
    return count;
  }

  /** Returns the geometric mean, NaN if there is none. */
  public double geometricMean() {
    return count == 0 ? Double.NaN : Math.exp(logarithms / count);
  }

  /** Returns the ratio of the sums, NaN if there is none. */
  public double ofTotals() {
    return count == 0 ? Double.NaN : sum / otherSum;
  }

  /** Returns the largest ratio, 0 if there is none. */
  public double worst() {
    return worst;
  }

  /** Says it in words. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "geometric mean %.3f, of the totals %.3f (%.2f s / %.2f s), largest %.2f (%s), over %d"
            + " queries",
        geometricMean(),
        ofTotals(),
        sum,
        otherSum,
        worst,
        worstQuery,
        count);
  }
}
