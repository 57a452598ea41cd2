package dev.quern.optimizer.physical;

import dev.quern.optimizer.expressions.Casts;
import dev.quern.optimizer.expressions.ExpressionTranslator;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.nodes.ProjectNode;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a hash join as columns of its inputs: what is not a plain column of the common type
 * is computed by a projection first.
 *
 * @param left the left input with its key columns
 * @param right the right input with its key columns
 */
record JoinKeys(
    Planned left,
    Planned right,
    List<Integer> leftColumns,
    List<Integer> rightColumns,
    List<Boolean> nullSafe) {

  static JoinKeys of(
      JoinConditions conditions, Planned left, Planned right, PlanningContext context) {
    List<Expression> leftKeys = new ArrayList<>();
    List<Expression> rightKeys = new ArrayList<>();
    ExpressionTranslator leftTranslator = new ExpressionTranslator(left::reference);
    ExpressionTranslator rightTranslator = new ExpressionTranslator(right::reference);
    for (JoinConditions.Key key : conditions.keys()) {
      Expression leftKey = leftTranslator.translate(key.left());
      Expression rightKey = rightTranslator.translate(key.right());
      DataType common = Casts.common(leftKey.type(), rightKey.type());
      leftKeys.add(Casts.to(leftKey, common));
      rightKeys.add(Casts.to(rightKey, common));
    }
    List<Integer> leftColumns = new ArrayList<>();
    List<Integer> rightColumns = new ArrayList<>();
    Planned leftInput = withColumns(left, leftKeys, leftColumns, context);
    Planned rightInput = withColumns(right, rightKeys, rightColumns, context);
    return new JoinKeys(
        leftInput,
        rightInput,
        leftColumns,
        rightColumns,
        conditions.keys().stream().map(JoinConditions.Key::nullSafe).toList());
  }

  /** Returns whether comparing keys may be neither true nor false, as a side has nulls. */
  boolean mayBeUnknown() {
    for (int key = 0; key < nullSafe.size(); key++) {
      boolean hasNulls =
          left.schema().field(leftColumns.get(key)).nullable()
              || right.schema().field(rightColumns.get(key)).nullable();
      if (hasNulls && !nullSafe.get(key)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the keys by which both sides are split over tasks already, or null if they are not. */
  @Nullable List<Integer> alignment(Distribution leftSide, Distribution rightSide) {
    List<List<Integer>> both = new ArrayList<>(places(leftSide, leftColumns));
    both.retainAll(places(rightSide, rightColumns));
    return both.isEmpty() ? null : both.get(0);
  }

  /** Returns the keys to split both sides by: those by which one side already is, else all. */
  List<Integer> partitionKeys(Distribution leftSide, Distribution rightSide) {
    List<List<Integer>> either = new ArrayList<>(places(leftSide, leftColumns));
    either.addAll(places(rightSide, rightColumns));
    return either.isEmpty()
        ? IntStream.range(0, leftColumns.size()).boxed().toList()
        : either.get(0);
  }

  List<Integer> select(List<Integer> columns, List<Integer> places) {
    return places.stream().map(columns::get).toList();
  }

  /** Returns the lists of keys by each of which a side is split over tasks. */
  private static List<List<Integer>> places(Distribution side, List<Integer> keyColumns) {
    return side.keys().stream()
        .filter(keyColumns::containsAll)
        .map(columns -> columns.stream().map(keyColumns::indexOf).toList())
        .toList();
  }

  private static Planned withColumns(
      Planned input, List<Expression> keys, List<Integer> columns, PlanningContext context) {
    List<Expression> expressions = new ArrayList<>();
    List<Field> fields = new ArrayList<>(input.schema().fields());
    for (int i = 0; i < fields.size(); i++) {
      expressions.add(ColumnReference.of(i, fields.get(i)));
    }
    for (Expression key : keys) {
      int place = expressions.indexOf(key);
      if (place < 0) {
        place = expressions.size();
        expressions.add(key);
        fields.add(new Field("key" + place, key.type(), key.nullable()));
      }
      columns.add(place);
    }
    if (expressions.size() == input.schema().size()) {
      return input;
    }
    ProjectNode project =
        new ProjectNode(context.nextId(), input.node(), expressions, new Schema(fields));
    return context.noted(input.with(project, input.distribution()));
  }
}
