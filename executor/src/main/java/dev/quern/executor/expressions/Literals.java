package dev.quern.executor.expressions;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.expressions.loops.ColumnAddresses;
import dev.quern.executor.expressions.loops.Constants;
import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Schema;
import java.lang.ref.Reference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Single values as literals: for constant folding and tests, not for the data path. */
public final class Literals {
  private Literals() {}

  /**
   * Returns the value of an expression without columns.
   *
   * @throws QueryException as the evaluation does, e.g. DIVISION_BY_ZERO
   */
  public static Literal evaluate(Expression expression) {
    Schema noColumns = new Schema(List.of());
    Shape shape = Lowering.lower(List.of(expression), noColumns);
    ShapeRunner runner = new ShapeRunner(shape, new LoopCache(null), Long.MAX_VALUE, noColumns);
    Interpreter interpreter = runner.interpreter();
    interpreter.moveTo(0);
    try {
      return literal(interpreter.evaluate(shape.roots().get(0)), expression.type());
    } catch (QueryException e) {
      throw runner.explain(e);
    } finally {
      Reference.reachabilityFence(runner);
    }
  }

  /** Returns one value of a batch; its column is not nested. */
  public static Literal read(Batch batch, int columnIndex, int row) {
    Schema schema = batch.schema();
    Expression column = ColumnReference.of(columnIndex, schema.field(columnIndex));
    Shape shape = Lowering.lower(List.of(column), schema);
    ColumnAddresses addresses = new ColumnAddresses(shape.columns());
    addresses.bind(batch);
    Interpreter interpreter = new Interpreter(shape, addresses, new Constants(shape.constants()));
    interpreter.moveTo(row);
    return literal(interpreter.evaluate(shape.roots().get(0)), column.type());
  }

  private static Literal literal(Interpreter.Cell cell, DataType type) {
    return new Literal(cell.isNull ? null : value(cell, type), type);
  }

  private static @Nullable Object value(Interpreter.Cell cell, DataType type) {
    return switch (ValueKind.of(type)) {
      case BOOLEAN -> cell.first != 0;
      case LONG ->
          type instanceof DataType.DecimalType decimal
              ? (Object) BigDecimal.valueOf(cell.first, decimal.scale())
              : (Object) cell.first;
      case DOUBLE -> cell.floating;
      case INT128 -> decimal(cell, (DataType.DecimalType) type);
      case BYTES ->
          type instanceof DataType.VarcharType
              ? Bytes.toString(cell.first, (int) cell.second)
              : ByteBuffer.wrap(Bytes.toArray(cell.first, (int) cell.second)).asReadOnlyBuffer();
      case NESTED -> throw new IllegalStateException("no literal of type " + type.sqlName());
    };
  }

  private static BigDecimal decimal(Interpreter.Cell cell, DataType.DecimalType type) {
    byte[] bytes = ByteBuffer.allocate(16).putLong(cell.first).putLong(cell.second).array();
    return new BigDecimal(new BigInteger(bytes), type.scale());
  }
}
