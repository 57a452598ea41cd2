package dev.quern.executor.expressions.functions.user;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.functions.JavaAggregator;
import dev.quern.plan.types.DataType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An aggregate function written in Java. Immutable; called by several threads at a time. Plans call
 * it by its {@link #planName()}: {@code java:class(parameters)result} for a class, of which every
 * process makes an object, or {@code java:name} for an object of this process; digits and scale of
 * a decimal result follow if they are told, {@code :18,2}.
 */
public final class UserAggregate {
  private static final String PREFIX = FunctionSignature.JAVA_PREFIX;

  private final String name;
  private final String planName;
  private final List<ValueClass> parameters;
  private final ValueClass resultClass;
  private final DataType result;
  private final JavaAggregator<Object> body;
  private final boolean isPortable;

  private UserAggregate(
      String name,
      String planName,
      List<ValueClass> parameters,
      ValueClass resultClass,
      DataType result,
      JavaAggregator<Object> body,
      boolean isPortable) {
    this.name = name;
    this.planName = planName;
    this.parameters = parameters;
    this.resultClass = resultClass;
    this.result = result;
    this.body = body;
    this.isPortable = isPortable;
  }

  /**
   * Returns an aggregate of this process alone.
   *
   * @throws QueryException UNSUPPORTED if a class cannot be a value's, INVALID_ARGUMENT if there is
   *     no parameter
   */
  public static UserAggregate of(
      String name, List<Class<?>> parameters, Class<?> result, JavaAggregator<?> body) {
    String plain = name.toLowerCase(Locale.ROOT);
    return create(plain, PREFIX + plain, parameters, result, body, false);
  }

  /**
   * Returns an aggregate of which each process makes an object.
   *
   * @throws QueryException INVALID_ARGUMENT if the class or its constructor without parameters is
   *     not public or fails, or there is no parameter; UNSUPPORTED if a class cannot be a value's
   */
  public static UserAggregate of(
      String name,
      List<Class<?>> parameters,
      Class<?> result,
      Class<? extends JavaAggregator<?>> body) {
    StringBuilder planName = new StringBuilder(PREFIX).append(body.getName()).append('(');
    for (int i = 0; i < parameters.size(); i++) {
      planName.append(i == 0 ? "" : ",").append(parameters.get(i).getName());
    }
    planName.append(')').append(result.getName());
    return create(
        name.toLowerCase(Locale.ROOT),
        planName.toString(),
        parameters,
        result,
        newObject(body),
        UserFunction.isOnClassPath(body));
  }

  private static UserAggregate create(
      String name,
      String planName,
      List<Class<?>> parameters,
      Class<?> result,
      JavaAggregator<?> body,
      boolean isPortable) {
    if (parameters.isEmpty()) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "An aggregate needs a parameter: function=" + name);
    }
    List<ValueClass> classes = new ArrayList<>();
    for (Class<?> parameter : parameters) {
      classes.add(UserFunction.valueClass(name, parameter));
    }
    ValueClass resultClass = UserFunction.valueClass(name, result);
    return new UserAggregate(
        name,
        planName,
        List.copyOf(classes),
        resultClass,
        resultClass.result(),
        anyState(body),
        isPortable);
  }

  /** Each state is one that the aggregator itself has made. */
  @SuppressWarnings("unchecked")
  private static JavaAggregator<Object> anyState(JavaAggregator<?> body) {
    return (JavaAggregator<Object>) body;
  }

  private static JavaAggregator<?> newObject(Class<? extends JavaAggregator<?>> type) {
    if (!Modifier.isPublic(type.getModifiers())) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Only public classes can be aggregates: class=" + type.getName());
    }
    try {
      Constructor<? extends JavaAggregator<?>> constructor = type.getConstructor();
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "The class of an aggregate needs a public constructor without parameters that works:"
              + " class="
              + type.getName()
              + ", cause="
              + e,
          e);
    }
  }

  /** Returns the same aggregate, whose {@code BigDecimal} result is of that type. */
  public UserAggregate withResult(DataType.DecimalType type) {
    if (!(result instanceof DataType.DecimalType)) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "The result is no decimal: function=" + name);
    }
    String typedName = planName + ":" + type.precision() + "," + type.scale();
    return new UserAggregate(name, typedName, parameters, resultClass, type, body, isPortable);
  }

  /** Returns the lower-case name in SQL. */
  public String name() {
    return name;
  }

  /** Returns the name in plans. */
  public String planName() {
    return planName;
  }

  /** Returns whether worker processes find the aggregate by its name in plans. */
  public boolean isPortable() {
    return isPortable;
  }

  /** Returns the SQL face: the plan's name, with the name in SQL as an alias. */
  public FunctionSignature signature() {
    return new FunctionSignature(
        planName,
        List.of(name),
        FunctionSignature.Kind.AGGREGATE,
        parameters.stream().map(ValueClass::parameter).toList(),
        parameters.size(),
        false,
        FunctionSignature.Returns.FIXED,
        result,
        true,
        "An aggregate of the program",
        "");
  }

  /**
   * Returns a place where it is called with arguments of these types and gives results of {@code
   * type}.
   */
  public UserAggregateCall call(List<DataType> operands, DataType type) {
    return new UserAggregateCall(name, body, parameters, operands, resultClass, type);
  }
}
