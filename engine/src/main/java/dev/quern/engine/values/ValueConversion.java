package dev.quern.engine.values;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells a value of a result in the class that a program asks for, if that loses nothing. */
public final class ValueConversion {
  private static final Map<Class<?>, Class<?>> BOXED =
      Map.of(
          boolean.class, Boolean.class,
          byte.class, Byte.class,
          short.class, Short.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class,
          char.class, Character.class);

  private ValueConversion() {}

  /** Returns the class of the objects that stand for a primitive type, others as they are. */
  public static Class<?> boxed(Class<?> type) {
    return BOXED.getOrDefault(type, type);
  }

  /**
   * Returns the value as an object of {@code target}; null stays null.
   *
   * @param column for the message
   * @throws QueryException TYPE_MISMATCH if it does not fit
   */
  public static @Nullable Object convert(@Nullable Object value, Type target, String column) {
    if (value == null) {
      return null;
    }
    Type wanted = target instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : target;
    if (wanted instanceof ParameterizedType generic) {
      return generic(value, generic, column);
    }
    if (!(wanted instanceof Class<?> type)) {
      throw mismatch(value, target, column);
    }
    Class<?> boxed = boxed(type);
    if (boxed.isInstance(value)) {
      return value;
    }
    Object converted = plain(value, boxed, column);
    if (converted == null) {
      throw mismatch(value, target, column);
    }
    return converted;
  }

  private static Object generic(Object value, ParameterizedType target, String column) {
    Type[] arguments = target.getActualTypeArguments();
    Class<?> raw = (Class<?>) target.getRawType();
    if (value instanceof List<?> list && raw.isAssignableFrom(ArrayList.class)) {
      List<@Nullable Object> converted = new ArrayList<>(list.size());
      for (Object element : list) {
        converted.add(convert(element, arguments[0], column));
      }
      return converted;
    }
    if (value instanceof Map<?, ?> map && raw.isAssignableFrom(LinkedHashMap.class)) {
      Map<@Nullable Object, @Nullable Object> converted = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        converted.put(
            convert(entry.getKey(), arguments[0], column),
            convert(entry.getValue(), arguments[1], column));
      }
      return converted;
    }
    throw mismatch(value, target, column);
  }

  /** Returns null if the value does not fit. */
  private static @Nullable Object plain(Object value, Class<?> target, String column) {
    if (value instanceof Number number) {
      return number(number, target);
    }
    if (value instanceof String text) {
      return text(text, target);
    }
    if (value instanceof OffsetDateTime instant) {
      return target == Instant.class
          ? instant.toInstant()
          : target == ZonedDateTime.class ? instant.toZonedDateTime() : null;
    }
    return value instanceof Map<?, ?> members && target.isRecord()
        ? RecordReader.of(target.asSubclass(Record.class), members.keySet(), column)
            .read(new ArrayList<>(members.values()).toArray())
        : null;
  }

  private static @Nullable Object number(Number number, Class<?> target) {
    if (target == Double.class || target == Float.class) {
      double value = number.doubleValue();
      boolean isExact =
          number instanceof Double || number instanceof Float || isSame(number, value);
      if (!isExact && !(number instanceof BigDecimal)) {
        return null;
      }
      return target == Double.class ? (Object) value : (Object) (float) value;
    }
    boolean isFinite =
        !(number instanceof Double || number instanceof Float)
            || Double.isFinite(number.doubleValue());
    if (!isFinite) {
      return null;
    }
    try {
      return exact(new BigDecimal(number.toString()), target);
    } catch (ArithmeticException e) {
      return null; // does not fit: the caller says so
    }
  }

  private static boolean isSame(Number number, double value) {
    return new BigDecimal(number.toString()).compareTo(new BigDecimal(value)) == 0;
  }

  private static @Nullable Object exact(BigDecimal value, Class<?> target) {
    if (target == BigDecimal.class) {
      return value;
    }
    if (target == BigInteger.class) {
      return value.toBigIntegerExact();
    }
    if (target == Long.class) {
      return value.longValueExact();
    }
    if (target == Integer.class) {
      return value.intValueExact();
    }
    if (target == Short.class) {
      return value.shortValueExact();
    }
    return target == Byte.class ? (Object) value.byteValueExact() : null;
  }

  private static @Nullable Object text(String text, Class<?> target) {
    if (target == Character.class && text.length() == 1) {
      return text.charAt(0);
    }
    if (target == UUID.class) {
      try {
        return UUID.fromString(text);
      } catch (IllegalArgumentException e) {
        return null; // does not fit: the caller says so
      }
    }
    if (target.isEnum()) {
      for (Object constant : target.getEnumConstants()) {
        if (((Enum<?>) constant).name().equalsIgnoreCase(text)) {
          return constant;
        }
      }
    }
    return null;
  }

  private static QueryException mismatch(Object value, Type target, String column) {
    return new QueryException(
        ErrorCode.TYPE_MISMATCH,
        "Value does not fit the class: column="
            + column
            + ", value="
            + value
            + ", its class="
            + value.getClass().getSimpleName()
            + ", wanted="
            + target.getTypeName());
  }
}
