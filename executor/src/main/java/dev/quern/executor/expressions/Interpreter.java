package dev.quern.executor.expressions;

import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.functions.user.UserCall;
import dev.quern.executor.expressions.loops.Bits;
import dev.quern.executor.expressions.loops.ColumnAddresses;
import dev.quern.executor.expressions.loops.Constants;
import dev.quern.executor.expressions.values.Int128;
import dev.quern.executor.expressions.values.Scratch;
import dev.quern.executor.expressions.values.Slice;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a {@link Shape} row by row by walking its nodes: slow, but at work at once. For
 * constants and a query's first rows, for telling which step of a compiled loop failed, and as the
 * oracle of compiled loops. Not thread-safe.
 */
final class Interpreter {
  /** The value of a node for the current row. */
  static final class Cell {
    boolean isNull;

    /** BOOLEAN (0 or 1), LONG, the upper half of INT128, or the address of BYTES. */
    long first;

    /** The lower half of INT128 or the length of BYTES. */
    long second;

    double floating;

    private long row;
  }

  private final ColumnAddresses columns;
  private final Constants constants;
  private final Object[] states;
  private final Scratch scratch = new Scratch();
  private final Cell[] cells;
  private final @Nullable Object[] results;
  private final @Nullable Method[] methods;
  private long currentRow;
  private int row;
  private @Nullable Node failed;

  Interpreter(Shape shape, ColumnAddresses columns, Constants constants) {
    this.columns = columns;
    this.constants = constants;
    this.states = shape.newStates();
    this.cells = new Cell[shape.nodeCount()];
    this.results = new Object[shape.nodeCount()];
    this.methods = new Method[shape.nodeCount()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = new Cell();
    }
  }

  /** Goes to a row of the batch whose addresses are bound. */
  void moveTo(int newRow) {
    row = newRow;
    currentRow++;
    scratch.reset();
  }

  /** Frees what only the current row's values need; to be called after the last row of a batch. */
  void leaveRows() {
    currentRow++;
    scratch.reset();
  }

  /** Returns the node whose function failed last, if any did. */
  @Nullable Node failedNode() {
    return failed;
  }

  /** Returns whether the condition is true, not false or NULL, for the current row. */
  boolean isTrue(Node node) {
    if (node.kind == Node.Kind.AND && cells[node.id].row != currentRow) {
      return areTrue(node, true);
    }
    if (node.kind == Node.Kind.OR && cells[node.id].row != currentRow) {
      return areTrue(node, false);
    }
    Cell cell = evaluate(node);
    return !cell.isNull && cell.first != 0;
  }

  /** As compiled loops: NULL counts as false, and what cannot matter then is not evaluated. */
  private boolean areTrue(Node node, boolean all) {
    for (Node operand : node.operands) {
      if (isTrue(operand) != all) {
        return !all;
      }
    }
    return all;
  }

  /** Returns the node's value for the current row. */
  Cell evaluate(Node node) {
    Cell cell = cells[node.id];
    if (cell.row != currentRow) {
      compute(node, cell);
      cell.row = currentRow;
    }
    return cell;
  }

  private void compute(Node node, Cell cell) {
    cell.isNull = false;
    switch (node.kind) {
      case COLUMN:
        readColumn(node, cell);
        break;
      case CONSTANT:
        readConstant(node, cell);
        break;
      case NULL:
        cell.isNull = true;
        break;
      case INVOKE:
      case TRY_INVOKE:
        invoke(node, cell);
        break;
      case AND:
        connect(node, cell, 0);
        break;
      case OR:
        connect(node, cell, 1);
        break;
      case NOT:
        Cell negated = evaluate(node.operands.get(0));
        cell.isNull = negated.isNull;
        cell.first = 1 - negated.first;
        break;
      case IS_NULL:
        cell.first = evaluate(node.operands.get(0)).isNull ? 1 : 0;
        break;
      case CASE:
        choose(node, cell);
        break;
    }
  }

  private void connect(Node node, Cell cell, long deciding) {
    for (Node operand : node.operands) {
      Cell value = evaluate(operand);
      if (!value.isNull && value.first == deciding) {
        cell.isNull = false;
        cell.first = deciding;
        return;
      }
      cell.isNull |= value.isNull;
    }
    cell.first = 1 - deciding;
  }

  private void choose(Node node, Cell cell) {
    int last = node.operands.size() - 1;
    for (int i = 0; i < last; i += 2) {
      if (isTrue(node.operands.get(i))) {
        copy(evaluate(node.operands.get(i + 1)), cell);
        return;
      }
    }
    copy(evaluate(node.operands.get(last)), cell);
  }

  private static void copy(Cell from, Cell to) {
    to.isNull = from.isNull;
    to.first = from.first;
    to.second = from.second;
    to.floating = from.floating;
  }

  private void readColumn(Node node, Cell cell) {
    if (!Bits.get(columns.validity(node.slot), row)) {
      cell.isNull = true;
      return;
    }
    long data = columns.data(node.slot);
    switch (node.valueKind) {
      case BOOLEAN:
        cell.first = Bits.get(data, row) ? 1 : 0;
        break;
      case LONG:
        cell.first = readLong(data + ((long) row << ColumnSource.shift(node.type)), node.type);
        break;
      case DOUBLE:
        cell.floating =
            node.type instanceof DataType.FloatType
                ? Memory.getFloat(data + ((long) row << 2))
                : Memory.getDouble(data + ((long) row << 3));
        break;
      case INT128:
        cell.first = Memory.getLong(data + 8 + ((long) row << 4));
        cell.second = Memory.getLong(data + ((long) row << 4));
        break;
      case BYTES:
        long offset = columns.offsets(node.slot) + ((long) row << 2);
        cell.first = data + Memory.getInt(offset);
        cell.second = (long) Memory.getInt(offset + 4) - Memory.getInt(offset);
        break;
      case NESTED:
        break;
    }
  }

  private static long readLong(long place, DataType type) {
    return switch (ColumnSource.shift(type)) {
      case 0 -> Memory.getByte(place);
      case 1 -> Memory.getShort(place);
      case 2 -> Memory.getInt(place);
      default -> Memory.getLong(place);
    };
  }

  private void readConstant(Node node, Cell cell) {
    int slot = node.slot;
    switch (node.valueKind) {
      case BOOLEAN:
        cell.first = constants.bool(slot) ? 1 : 0;
        break;
      case LONG:
        cell.first =
            node.type instanceof DataType.DecimalType
                ? constants.shortDecimal(slot)
                : constants.number(slot);
        break;
      case DOUBLE:
        cell.floating = constants.floating(slot);
        break;
      case INT128:
        cell.first = constants.high(slot);
        cell.second = constants.low(slot);
        break;
      case BYTES:
        cell.first = constants.address(slot);
        cell.second = constants.length(slot);
        break;
      case NESTED:
        throw new IllegalStateException("nested constant");
    }
  }

  private void invoke(Node node, Cell cell) {
    for (Node operand : node.operands) {
      cell.isNull |= evaluate(operand).isNull;
    }
    if (cell.isNull) {
      return;
    }
    try {
      call(node, cell);
    } catch (QueryException e) {
      if (node.kind != Node.Kind.TRY_INVOKE) {
        failed = node;
        throw e;
      }
      cell.isNull = true;
    }
  }

  private void call(Node node, Cell cell) {
    Implementation implementation = node.invoked();
    List<@Nullable Object> arguments = new ArrayList<>();
    if (node.stateSlot >= 0) {
      arguments.add(states[node.stateSlot]);
    }
    boolean setsOperands = ImplementationMethods.setsOperands(implementation);
    for (int i = 0; i < node.operands.size(); i++) {
      if (setsOperands) {
        setOperand((UserCall) states[node.stateSlot], i, node.operands.get(i));
        continue;
      }
      addArgument(node.operands.get(i), implementation.parameters().get(i), arguments);
    }
    arguments.addAll(implementation.settings());
    Object result = results[node.id];
    if (result == null) {
      result = newResult(node.valueKind);
      results[node.id] = result;
    }
    if (JavaValue.hasSecond(node.valueKind)) {
      arguments.add(result);
    }
    Object returned = call(method(node, implementation), arguments);
    store(node.valueKind, returned == null ? result : returned, cell);
  }

  private void setOperand(UserCall state, int index, Node operand) {
    Cell value = cells[operand.id];
    switch (operand.valueKind) {
      case BOOLEAN:
        state.set(index, value.first != 0);
        break;
      case LONG:
        state.set(index, value.first);
        break;
      case DOUBLE:
        state.set(index, value.floating);
        break;
      case INT128:
        state.set(index, value.first, value.second);
        break;
      case BYTES:
        state.set(index, value.first, (int) value.second);
        break;
      case NESTED:
        throw new IllegalStateException("nested operand");
    }
  }

  private void addArgument(Node operand, ValueKind parameter, List<@Nullable Object> arguments) {
    Cell value = cells[operand.id];
    switch (operand.valueKind) {
      case BOOLEAN:
        arguments.add(value.first != 0);
        break;
      case LONG:
        if (parameter == ValueKind.INT128) {
          arguments.add(value.first >> 63);
        }
        arguments.add(value.first);
        break;
      case DOUBLE:
        arguments.add(value.floating);
        break;
      case INT128:
        arguments.add(value.first);
        arguments.add(value.second);
        break;
      case BYTES:
        arguments.add(value.first);
        arguments.add((int) value.second);
        break;
      case NESTED:
        throw new IllegalStateException("nested operand");
    }
  }

  private Object newResult(ValueKind kind) {
    return kind == ValueKind.INT128 ? new Int128() : new Slice(scratch);
  }

  private static void store(ValueKind kind, Object result, Cell cell) {
    switch (kind) {
      case BOOLEAN:
        cell.first = (Boolean) result ? 1 : 0;
        break;
      case LONG:
        cell.first = (Long) result;
        break;
      case DOUBLE:
        cell.floating = (Double) result;
        break;
      case INT128:
        cell.first = ((Int128) result).high;
        cell.second = ((Int128) result).low;
        break;
      case BYTES:
        Slice slice = (Slice) result;
        cell.isNull = slice.isNull;
        cell.first = slice.address;
        cell.second = slice.length;
        break;
      case NESTED:
        throw new IllegalStateException("nested result");
    }
  }

  private Method method(Node node, Implementation implementation) {
    Method method = methods[node.id];
    if (method == null) {
      method = ImplementationMethods.find(implementation);
      methods[node.id] = method;
    }
    return method;
  }

  private static @Nullable Object call(Method method, List<@Nullable Object> arguments) {
    try {
      return method.invoke(null, arguments.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException("function threw a checked exception: " + method, e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("function is not public: " + method, e);
    }
  }
}
