package dev.quern.plan.expressions;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A constant. {@code value} is null for SQL NULL, else by type: {@link Boolean}; {@link Long} for
 * integers, dates (days), times and timestamps (microseconds), intervals (months or microseconds);
 * {@link Double} for both floating-point types; {@link BigDecimal} with the type's scale; {@link
 * String}; read-only {@link ByteBuffer}.
 */
public record Literal(@Nullable Object value, DataType type) implements Expression {
  public Literal {
    if (value instanceof BigDecimal decimal && type instanceof DataType.DecimalType decimalType) {
      value = decimal.setScale(decimalType.scale(), RoundingMode.UNNECESSARY);
    } else if (value instanceof Integer integer) {
      value = integer.longValue();
    }
    checkClass(value, type);
  }

  @JsonCreator
  static Literal fromJson(
      @JsonProperty("text") @Nullable String text, @JsonProperty("type") DataType type) {
    return new Literal(text == null ? null : read(text, type), type);
  }

  public static Literal ofNull(DataType type) {
    return new Literal(null, type);
  }

  public static Literal of(long value) {
    return new Literal(value, DataTypes.BIGINT);
  }

  public static Literal of(String value) {
    return new Literal(value, DataTypes.VARCHAR);
  }

  public static Literal of(boolean value) {
    return new Literal(value, DataTypes.BOOLEAN);
  }

  public static Literal of(double value) {
    return new Literal(value, DataTypes.DOUBLE);
  }

  @JsonIgnore
  public boolean isNull() {
    return value == null;
  }

  @Override
  @JsonIgnore
  public boolean nullable() {
    return value == null;
  }

  @Override
  @JsonIgnore
  public @Nullable Object value() {
    return value;
  }

  /** Returns the value as text that {@link #fromJson} reads back, or null. */
  @JsonProperty("text")
  @Nullable String text() {
    if (value == null) {
      return null;
    }
    if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return Base64.getEncoder().encodeToString(copy);
    }
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }

  @Override
  public List<Expression> operands() {
    return List.of();
  }

  @Override
  public Expression withOperands(List<Expression> operands) {
    return this;
  }

  @Override
  public <R> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitLiteral(this);
  }

  private static Object read(String text, DataType type) {
    if (type instanceof DataType.BooleanType) {
      return Boolean.valueOf(text);
    }
    if (type instanceof DataType.FloatType || type instanceof DataType.DoubleType) {
      return Double.valueOf(text);
    }
    if (type instanceof DataType.DecimalType) {
      return new BigDecimal(text);
    }
    if (type instanceof DataType.VarcharType) {
      return text;
    }
    if (type instanceof DataType.VarbinaryType) {
      return ByteBuffer.wrap(Base64.getDecoder().decode(text)).asReadOnlyBuffer();
    }
    return Long.valueOf(text);
  }

  private static void checkClass(@Nullable Object value, DataType type) {
    if (value == null) {
      return;
    }
    Class<?> expected = Long.class;
    if (type instanceof DataType.BooleanType) {
      expected = Boolean.class;
    } else if (type instanceof DataType.FloatType || type instanceof DataType.DoubleType) {
      expected = Double.class;
    } else if (type instanceof DataType.DecimalType) {
      expected = BigDecimal.class;
    } else if (type instanceof DataType.VarcharType) {
      expected = String.class;
    } else if (type instanceof DataType.VarbinaryType) {
      expected = ByteBuffer.class;
    }
    if (!expected.isInstance(value)) {
      throw new IllegalArgumentException(
          "literal of type "
              + type.sqlName()
              + " needs a "
              + expected.getSimpleName()
              + ": "
              + value.getClass());
    }
  }
}
