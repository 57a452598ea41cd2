package dev.quern.executor.formats.text;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;

/**
 * The types that all texts of a column seen so far can have, as a set of bits. Starts with every
 * type; the narrowest that is left is the column's. Not for several threads.
 */
public final class PossibleTypes {
  public static final int BOOLEAN = 1;
  public static final int BIGINT = 1 << 1;
  public static final int WIDE_INTEGER = 1 << 2;
  public static final int DOUBLE = 1 << 3;
  public static final int DATE = 1 << 4;
  public static final int TIMESTAMP = 1 << 5;
  public static final int INSTANT = 1 << 6;
  public static final int TIME = 1 << 7;

  /** Digits that DECIMAL(38,0) holds. */
  private static final int MAX_INTEGER_DIGITS = 38;

  private int types = (1 << 8) - 1;

  /** Returns whether one of these types is still possible. */
  public boolean includes(int someTypes) {
    return (types & someTypes) != 0;
  }

  /** Returns whether no type but VARCHAR is possible. */
  public boolean isEmpty() {
    return types == 0;
  }

  /** Leaves only those of these types that are still possible. */
  public void retain(int someTypes) {
    types &= someTypes;
  }

  /** Leaves only the types that are possible there, too. */
  public void retain(PossibleTypes others) {
    types &= others.types;
  }

  /**
   * Returns the types of a number that is written without point and exponent.
   *
   * @param isLong whether it is a value of BIGINT
   * @param length of its text, with its sign
   * @return none if it is too long for DECIMAL(38,0): as a DOUBLE it would lose digits
   */
  public static int ofInteger(boolean isLong, long length) {
    if (isLong) {
      return BIGINT | WIDE_INTEGER | DOUBLE;
    }
    return length <= MAX_INTEGER_DIGITS ? WIDE_INTEGER | DOUBLE : 0;
  }

  /** Returns the narrowest type that is possible; VARCHAR if none is. */
  public DataType narrowest() {
    if (types == 0) {
      return DataTypes.VARCHAR;
    }
    return switch (Integer.lowestOneBit(types)) {
      case BOOLEAN -> DataTypes.BOOLEAN;
      case BIGINT -> DataTypes.BIGINT;
      case WIDE_INTEGER -> DataType.decimal(MAX_INTEGER_DIGITS, 0);
      case DOUBLE -> DataTypes.DOUBLE;
      case DATE -> DataTypes.DATE;
      case TIMESTAMP -> DataTypes.TIMESTAMP;
      case INSTANT -> DataTypes.TIMESTAMP_WITH_TIME_ZONE;
      case TIME -> DataTypes.TIME;
      default -> throw new IllegalStateException("no such type: " + types);
    };
  }
}
