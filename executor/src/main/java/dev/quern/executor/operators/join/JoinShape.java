package dev.quern.executor.operators.join;

import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.types.Schema;

/**
 * Which rows a join emits, seen from the side that is held (build) and the side that streams
 * (probe).
 *
 * @param kind the kind of join
 * @param buildLeft whether the left side is held
 * @param nullAware whether an ANTI join has the semantics of NOT IN
 * @param output columns that are emitted
 */
record JoinShape(
    JoinKind kind, boolean buildLeft, boolean nullAware, Schema left, Schema right, Schema output) {

  Schema build() {
    return buildLeft ? left : right;
  }

  Schema probe() {
    return buildLeft ? right : left;
  }

  /** Returns whether each pair that matches is emitted. */
  boolean emitsPairs() {
    return kind == JoinKind.INNER
        || kind == JoinKind.LEFT
        || kind == JoinKind.RIGHT
        || kind == JoinKind.FULL;
  }

  /** Returns whether probe rows without a match are emitted, padded with nulls. */
  boolean padsProbe() {
    return kind == JoinKind.FULL || kind == (buildLeft ? JoinKind.RIGHT : JoinKind.LEFT);
  }

  /** Returns whether build rows without a match are emitted, padded with nulls. */
  boolean padsBuild() {
    return kind == JoinKind.FULL || kind == (buildLeft ? JoinKind.LEFT : JoinKind.RIGHT);
  }

  /** Returns whether rows of one side alone are emitted, chosen by whether they match. */
  boolean selects() {
    return !emitsPairs();
  }

  /** Returns whether it must be known at the end which build rows had a match. */
  boolean tracksBuild() {
    return padsBuild() || (selects() && buildLeft);
  }

  /** Returns whether it must be known which probe rows had a match. */
  boolean tracksProbe() {
    return padsProbe() || (selects() && !buildLeft);
  }

  /** Returns whether probe rows without a match leave no trace, so that scans may drop them. */
  boolean ignoresUnmatchedProbe() {
    return !padsProbe()
        && (buildLeft || kind == JoinKind.SEMI || kind == JoinKind.INNER || kind == JoinKind.RIGHT);
  }

  /** Returns whether a comparison that is neither true nor false matters. */
  boolean needsUnknown() {
    return kind == JoinKind.MARK || nullAware;
  }

  /** Returns whether build rows that can have no match (null keys) must be kept. */
  boolean keepsUnmatchableBuild() {
    return tracksBuild() && kind != JoinKind.SEMI;
  }
}
