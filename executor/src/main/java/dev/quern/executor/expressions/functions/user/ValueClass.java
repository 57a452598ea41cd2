package dev.quern.executor.expressions.functions.user;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature.Parameter;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Java class that parameters and results of functions may have.
 *
 * @param boxed the class of its objects
 * @param parameter what a parameter of the class takes
 * @param result the type of a result of the class; that of {@code BigDecimal} is told by the
 *     function
 */
record ValueClass(Class<?> boxed, Parameter parameter, DataType result) {
  private static final Map<Class<?>, ValueClass> ALL = all();

  /** Returns the class's entry, or null if values cannot have it. */
  static @Nullable ValueClass of(Class<?> type) {
    return ALL.get(type);
  }

  /**
   * Returns the class of that name.
   *
   * @throws QueryException UNSUPPORTED if values cannot have it
   */
  static Class<?> named(String name) {
    for (Class<?> type : ALL.keySet()) {
      if (type.getName().equals(name)) {
        return type;
      }
    }
    throw new QueryException(
        ErrorCode.UNSUPPORTED, "Functions cannot take or return values of this class: " + name);
  }

  private static Map<Class<?>, ValueClass> all() {
    Map<Class<?>, ValueClass> all = new HashMap<>();
    put(all, Boolean.class, boolean.class, Parameter.BOOLEAN, DataTypes.BOOLEAN);
    put(all, Byte.class, byte.class, Parameter.INTEGER, DataTypes.TINYINT);
    put(all, Short.class, short.class, Parameter.INTEGER, DataTypes.SMALLINT);
    put(all, Integer.class, int.class, Parameter.INTEGER, DataTypes.INTEGER);
    put(all, Long.class, long.class, Parameter.INTEGER, DataTypes.BIGINT);
    put(all, Float.class, float.class, Parameter.DOUBLE, DataTypes.FLOAT);
    put(all, Double.class, double.class, Parameter.DOUBLE, DataTypes.DOUBLE);
    put(all, BigDecimal.class, null, Parameter.NUMERIC, DataType.decimal(38, 10));
    put(all, String.class, null, Parameter.VARCHAR, DataTypes.VARCHAR);
    put(all, byte[].class, null, Parameter.VARBINARY, DataTypes.VARBINARY);
    put(all, LocalDate.class, null, Parameter.DATE, DataTypes.DATE);
    put(all, LocalTime.class, null, Parameter.TIME, DataTypes.TIME);
    put(all, LocalDateTime.class, null, Parameter.TIMESTAMP, DataTypes.TIMESTAMP);
    put(all, Instant.class, null, Parameter.TIMESTAMP, DataTypes.TIMESTAMP_WITH_TIME_ZONE);
    put(all, OffsetDateTime.class, null, Parameter.TIMESTAMP, DataTypes.TIMESTAMP_WITH_TIME_ZONE);
    return all;
  }

  private static void put(
      Map<Class<?>, ValueClass> all,
      Class<?> boxed,
      @Nullable Class<?> primitive,
      Parameter parameter,
      DataType result) {
    ValueClass entry = new ValueClass(boxed, parameter, result);
    all.put(boxed, entry);
    if (primitive != null) {
      all.put(primitive, entry);
    }
  }
}
