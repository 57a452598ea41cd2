package dev.quern.optimizer.physical;

import dev.quern.optimizer.statistics.RelationEstimate;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.HashJoinNode;
import dev.quern.plan.nodes.JoinKind;
import dev.quern.plan.nodes.NestedLoopJoinNode;
import dev.quern.plan.types.Field;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans joins: a hash join wherever a condition sets columns of both sides equal, else nested loops
 * over a copy of one side. The smaller side is built into the table; it is copied to every process
 * if it is small, else both sides are shuffled by the keys.
 */
final class JoinPlanner {
  /** A table that has to be copied to other processes costs more than one that threads share. */
  private static final int COPY_FACTOR = 4;

  /** Copies that together are this many times smaller than the other side cost less than moving. */
  private static final int SMALLER = 8;

  private final PlanningContext context;
  private final PhysicalPlanner planner;

  JoinPlanner(PlanningContext context, PhysicalPlanner planner) {
    this.context = context;
    this.planner = planner;
  }

  Planned plan(Join join, ImmutableBitSet required) {
    JoinKind kind = kind(join.getJoinType());
    int leftSize = join.getLeft().getRowType().getFieldCount();
    int rightSize = join.getRight().getRowType().getFieldCount();
    ImmutableBitSet used = required.union(RelOptUtil.InputFinder.bits(join.getCondition()));
    ImmutableBitSet leftUsed = used.intersect(ImmutableBitSet.range(leftSize));
    ImmutableBitSet rightUsed =
        used.intersect(ImmutableBitSet.range(leftSize, leftSize + rightSize)).shift(-leftSize);
    if (kind == JoinKind.MARK) {
      rightUsed =
          RelOptUtil.InputFinder.bits(join.getCondition())
              .intersect(ImmutableBitSet.range(leftSize, leftSize + rightSize))
              .shift(-leftSize);
    }
    JoinConditions conditions = JoinConditions.of(join, leftSize);
    Planned left = RowPlanner.narrow(planner.plan(join.getLeft(), leftUsed), context);
    Planned right = RowPlanner.narrow(planner.plan(join.getRight(), rightUsed), context);
    RelationEstimate estimate = context.estimator().estimate(join);
    return conditions.keys().isEmpty()
        ? nestedLoops(left, right, kind, conditions, required, estimate)
        : hash(left, right, kind, conditions, required, estimate);
  }

  private Planned hash(
      Planned left,
      Planned right,
      JoinKind kind,
      JoinConditions conditions,
      ImmutableBitSet required,
      RelationEstimate estimate) {
    JoinKeys keys = JoinKeys.of(conditions, left, right, context);
    Planned leftInput = keys.left();
    Planned rightInput = keys.right();
    boolean nullAware = conditions.isNullAware();
    boolean buildLeft = !nullAware && buildsLeft(leftInput, rightInput, kind);
    Planned build = buildLeft ? leftInput : rightInput;
    boolean needsAll = nullAware || (kind == JoinKind.MARK && keys.mayBeUnknown());
    boolean isCopied =
        needsAll
            || (isSmall(build, buildLeft ? rightInput : leftInput)
                && !needsPartners(kind, buildLeft)
                && keys.alignment(leftInput.distribution(), rightInput.distribution()) == null);
    List<Planned> placed = place(keys, kind, buildLeft, isCopied);
    Planned placedLeft = placed.get(0);
    Planned placedRight = placed.get(1);
    if (isCopied && RuntimeFilters.dropsUnmatchedProbeRows(kind, buildLeft)) {
      if (buildLeft) {
        placedRight = SemiJoinReduction.apply(placedRight, keys, true, placedLeft, context);
      } else {
        placedLeft = SemiJoinReduction.apply(placedLeft, keys, false, placedRight, context);
      }
    }
    Expression residual = residual(conditions, placedLeft, placedRight);
    RuntimeFilters filters =
        nullAware
            ? RuntimeFilters.none(keys.leftColumns().size())
            : RuntimeFilters.choose(kind, buildLeft, keys, placedLeft, placedRight, context);
    HashJoinNode node =
        new HashJoinNode(
            context.nextId(),
            buildLeft ? placedLeft.node() : filters.apply(placedLeft.node()),
            buildLeft ? filters.apply(placedRight.node()) : placedRight.node(),
            kind,
            keys.leftColumns(),
            keys.rightColumns(),
            keys.nullSafe(),
            residual,
            buildLeft,
            nullAware,
            filters.ids());
    Distribution distribution = distribution(placedLeft, placedRight, kind, buildLeft);
    return joined(node, placedLeft, placedRight, kind, distribution, required, estimate);
  }

  /**
   * Moves the sides to where they meet: nothing moves if both are in one task or split by the same
   * keys; a small build side is copied to every task of the other; else both are shuffled.
   *
   * @param isCopied whether the build side is copied to every task
   */
  private List<Planned> place(JoinKeys keys, JoinKind kind, boolean buildLeft, boolean isCopied) {
    Planned left = keys.left();
    Planned right = keys.right();
    Planned probe = buildLeft ? right : left;
    Planned build = buildLeft ? left : right;
    if (probe.distribution().isSingle()) {
      Planned gathered = context.gather(build);
      return buildLeft ? List.of(gathered, right) : List.of(left, gathered);
    }
    if (isCopied) {
      Planned copied = context.broadcast(build);
      return buildLeft ? List.of(copied, right) : List.of(left, copied);
    }
    List<Integer> chosen = keys.alignment(left.distribution(), right.distribution());
    if (chosen == null) {
      chosen = keys.partitionKeys(left.distribution(), right.distribution());
    }
    return shuffled(keys, kind, buildLeft, chosen);
  }

  /** Shuffles both sides, of the probe side only rows that may have a partner where that pays. */
  private List<Planned> shuffled(
      JoinKeys keys, JoinKind kind, boolean buildLeft, List<Integer> chosen) {
    List<Integer> leftKeys = keys.select(keys.leftColumns(), chosen);
    List<Integer> rightKeys = keys.select(keys.rightColumns(), chosen);
    List<Integer> probeKeys = buildLeft ? rightKeys : leftKeys;
    List<Integer> buildKeys = buildLeft ? leftKeys : rightKeys;
    Planned probe = buildLeft ? keys.right() : keys.left();
    Planned build = buildLeft ? keys.left() : keys.right();
    if (!probe.distribution().isHashedBy(probeKeys)
        && RuntimeFilters.dropsUnmatchedProbeRows(kind, buildLeft)) {
      Planned copied =
          isSmall(build, probe) && !build.distribution().isHashedBy(buildKeys)
              ? context.broadcast(build)
              : build;
      Planned reduced = ShuffleReduction.apply(probe, keys, buildLeft, copied, context);
      if (reduced != null) {
        build = copied;
        probe = reduced;
      }
    }
    Planned hashedProbe = hashed(probe, probeKeys);
    Planned hashedBuild = hashed(build, buildKeys);
    return buildLeft ? List.of(hashedBuild, hashedProbe) : List.of(hashedProbe, hashedBuild);
  }

  private Planned hashed(Planned input, List<Integer> columns) {
    return input.distribution().isHashedBy(columns) ? input : context.hash(input, columns);
  }

  private Planned nestedLoops(
      Planned left,
      Planned right,
      JoinKind kind,
      JoinConditions conditions,
      ImmutableBitSet required,
      RelationEstimate estimate) {
    boolean swap =
        kind == JoinKind.RIGHT || (kind == JoinKind.INNER && left.bytes() < right.bytes());
    Planned outer = swap ? right : left;
    Planned held = swap ? left : right;
    JoinKind swapped = kind == JoinKind.RIGHT ? JoinKind.LEFT : kind;
    Planned streaming = kind == JoinKind.FULL ? context.gather(outer) : outer;
    Planned copied =
        streaming.distribution().isSingle() ? context.gather(held) : context.broadcast(held);
    Expression condition =
        swap
            ? conditions.residual(columns(copied, streaming, true))
            : conditions.residual(columns(streaming, copied, false));
    NestedLoopJoinNode node =
        new NestedLoopJoinNode(
            context.nextId(), streaming.node(), copied.node(), swapped, condition);
    if (!swap) {
      return joined(node, streaming, copied, kind, streaming.distribution(), required, estimate);
    }
    return swappedBack(node, streaming, copied, required, estimate);
  }

  /** Maps the algebra's left columns to the operator's right ones and the other way round. */
  private Planned swappedBack(
      NestedLoopJoinNode node,
      Planned streaming,
      Planned copied,
      ImmutableBitSet required,
      RelationEstimate estimate) {
    int leftSize = copied.columns().indexes().length;
    int rightSize = streaming.columns().indexes().length;
    Planned.Columns columns = Planned.Columns.none(leftSize + rightSize);
    for (int i = 0; i < leftSize; i++) {
      if (copied.has(i)) {
        columns.indexes()[i] = streaming.schema().size() + copied.index(i);
      }
    }
    for (int i = 0; i < rightSize; i++) {
      columns.indexes()[leftSize + i] = streaming.columns().indexes()[i];
    }
    return narrowed(new Planned(node, columns, streaming.distribution(), estimate), required);
  }

  private Planned joined(
      dev.quern.plan.nodes.PhysicalNode node,
      Planned left,
      Planned right,
      JoinKind kind,
      Distribution distribution,
      ImmutableBitSet required,
      RelationEstimate estimate) {
    int leftSize = left.columns().indexes().length;
    boolean hasRight = kind != JoinKind.SEMI && kind != JoinKind.ANTI && kind != JoinKind.MARK;
    int rightSize = hasRight ? right.columns().indexes().length : kind == JoinKind.MARK ? 1 : 0;
    Planned.Columns columns = Planned.Columns.none(leftSize + rightSize);
    System.arraycopy(left.columns().indexes(), 0, columns.indexes(), 0, leftSize);
    for (int i = 0; i < rightSize; i++) {
      boolean isThere = !hasRight || right.has(i);
      int place = hasRight && isThere ? right.index(i) : 0;
      columns.indexes()[leftSize + i] = isThere ? left.schema().size() + place : -1;
    }
    return narrowed(new Planned(node, columns, distribution, estimate), required);
  }

  /** Forgets the columns that only the condition needed; a later exchange or build drops them. */
  private Planned narrowed(Planned joined, ImmutableBitSet required) {
    Planned.Columns kept = Planned.Columns.none(joined.columns().indexes().length);
    for (int column : required) {
      kept.indexes()[column] = joined.index(column);
    }
    return context.noted(
        new Planned(joined.node(), kept, joined.distribution(), joined.estimate()));
  }

  private @Nullable Expression residual(JoinConditions conditions, Planned left, Planned right) {
    return conditions.residual(columns(left, right, false));
  }

  /**
   * Returns the references for the columns of a join's condition.
   *
   * @param rightFirst whether the operator puts out the columns of the right side first
   */
  private static IntFunction<ColumnReference> columns(
      Planned left, Planned right, boolean rightFirst) {
    int leftSize = left.columns().indexes().length;
    int leftStart = rightFirst ? right.schema().size() : 0;
    int rightStart = rightFirst ? 0 : left.schema().size();
    return column -> {
      boolean isLeft = column < leftSize;
      Planned side = isLeft ? left : right;
      int index = side.index(isLeft ? column : column - leftSize);
      Field field = side.schema().field(index);
      return ColumnReference.of((isLeft ? leftStart : rightStart) + index, field);
    };
  }

  /** Returns whether copying a build side costs less than shuffling it and the probe side. */
  private boolean isSmall(Planned build, Planned probe) {
    OptimizerSettings settings = context.settings();
    int factor = settings.processes() > 1 ? COPY_FACTOR : 1;
    boolean isSmall =
        build.rows() * factor <= settings.broadcastRows()
            && build.bytes() * factor <= settings.broadcastBytes();
    boolean isMuchSmaller =
        build.bytes() <= settings.largestCopyBytes()
            && build.bytes() * settings.processes() * SMALLER <= probe.bytes();
    return isSmall || isMuchSmaller;
  }

  /** Returns which side is made into the table: the smaller one. */
  private static boolean buildsLeft(Planned left, Planned right, JoinKind kind) {
    if (kind == JoinKind.MARK) {
      return false;
    }
    double advantage = kind == JoinKind.INNER ? 1 : 0.5;
    return left.bytes() < right.bytes() * advantage;
  }

  /**
   * Returns whether rows of the build side are put out depending on what all probe rows matched.
   */
  private static boolean needsPartners(JoinKind kind, boolean buildLeft) {
    switch (kind) {
      case INNER:
        return false;
      case LEFT:
      case SEMI:
      case ANTI:
      case MARK:
        return buildLeft;
      case RIGHT:
        return !buildLeft;
      case FULL:
        return true;
    }
    throw new IllegalStateException("unknown join kind: " + kind);
  }

  /** Rows that a side lacks are null in the output, so its hash columns say nothing of them. */
  private static Distribution distribution(
      Planned left, Planned right, JoinKind kind, boolean buildLeft) {
    Planned probe = buildLeft ? right : left;
    if (probe.distribution().isSingle()) {
      return Distribution.SINGLE;
    }
    int shift = left.schema().size();
    boolean isRightPutOut = kind != JoinKind.SEMI && kind != JoinKind.ANTI && kind != JoinKind.MARK;
    Distribution ofLeft =
        kind == JoinKind.RIGHT || kind == JoinKind.FULL
            ? Distribution.ANYWHERE
            : left.distribution();
    Distribution ofRight =
        kind == JoinKind.LEFT || kind == JoinKind.FULL || !isRightPutOut
            ? Distribution.ANYWHERE
            : right.distribution().moved(column -> column + shift);
    return ofLeft.and(ofRight);
  }

  private static JoinKind kind(JoinRelType type) {
    switch (type) {
      case INNER:
        return JoinKind.INNER;
      case LEFT:
        return JoinKind.LEFT;
      case RIGHT:
        return JoinKind.RIGHT;
      case FULL:
        return JoinKind.FULL;
      case SEMI:
        return JoinKind.SEMI;
      case ANTI:
        return JoinKind.ANTI;
      case LEFT_MARK:
        return JoinKind.MARK;
      default:
        throw PlanningContext.unsupported("Join type", "type=" + type);
    }
  }
}
