package dev.quern.executor.expressions.functions.user;

import dev.quern.executor.expressions.functions.declaration.Implementation;
import dev.quern.executor.expressions.values.ValueKind;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.types.DataType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A scalar, deterministic function written in Java. Immutable; called by several threads at a time.
 * Plans call it by its {@link #planName()}: {@code java:class#method(classes)} for a static method,
 * which every process with that class finds, or {@code java:name} for an object of this process;
 * digits and scale of a decimal result follow if they are told, {@code :18,2}.
 */
public final class UserFunction {
  private static final String PREFIX = FunctionSignature.JAVA_PREFIX;

  /** Computes a result from boxed arguments. */
  @FunctionalInterface
  public interface Body {
    Object call(Object[] arguments) throws Throwable;
  }

  private final String name;
  private final String planName;
  private final List<ValueClass> parameters;
  private final DataType result;
  private final Body body;
  private final boolean isPortable;

  private UserFunction(
      String name,
      String planName,
      List<ValueClass> parameters,
      DataType result,
      Body body,
      boolean isPortable) {
    this.name = name.toLowerCase(Locale.ROOT);
    this.planName = planName;
    this.parameters = parameters;
    this.result = result;
    this.body = body;
    this.isPortable = isPortable;
  }

  /** Returns a function of this process alone. */
  public static UserFunction of(
      String name, List<Class<?>> parameters, Class<?> result, Body body) {
    String plain = name.toLowerCase(Locale.ROOT);
    return new UserFunction(
        plain, PREFIX + plain, classes(name, parameters), type(name, result), body, false);
  }

  /**
   * Returns a function that is a static method.
   *
   * @throws QueryException INVALID_ARGUMENT if the method or its class is not public, or the method
   *     not static; UNSUPPORTED if a class cannot be a value's
   */
  public static UserFunction of(String name, Method method) {
    Class<?> owner = method.getDeclaringClass();
    int flags = method.getModifiers();
    if (!Modifier.isPublic(flags)
        || !Modifier.isStatic(flags)
        || !Modifier.isPublic(owner.getModifiers())) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT,
          "Only public static methods of public classes can be functions: method=" + method);
    }
    String planName =
        PREFIX
            + owner.getName()
            + "#"
            + method.getName()
            + Arrays.stream(method.getParameterTypes())
                .map(Class::getName)
                .collect(Collectors.joining(",", "(", ")"));
    MethodHandle handle = handle(method);
    return new UserFunction(
        name,
        planName,
        classes(name, List.of(method.getParameterTypes())),
        type(name, method.getReturnType()),
        handle::invokeExact,
        isOnClassPath(owner));
  }

  private static MethodHandle handle(Method method) {
    try {
      return MethodHandles.publicLookup()
          .unreflect(method)
          .asSpreader(Object[].class, method.getParameterCount())
          .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (IllegalAccessException e) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "The method cannot be called: method=" + method, e);
    }
  }

  static boolean isOnClassPath(Class<?> owner) {
    try {
      return Class.forName(owner.getName(), false, ClassLoader.getSystemClassLoader()) == owner;
    } catch (ClassNotFoundException e) {
      return false; // another class loader's: worker processes have the class path only
    }
  }

  private static List<ValueClass> classes(String name, List<Class<?>> types) {
    List<ValueClass> classes = new ArrayList<>();
    for (Class<?> type : types) {
      classes.add(valueClass(name, type));
    }
    return List.copyOf(classes);
  }

  private static DataType type(String name, Class<?> result) {
    return valueClass(name, result).result();
  }

  static ValueClass valueClass(String name, Class<?> type) {
    ValueClass found = ValueClass.of(type);
    if (found == null) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Functions cannot take or return values of this class: function="
              + name
              + ", class="
              + type.getName());
    }
    return found;
  }

  /** Returns the same function, whose {@code BigDecimal} result is of that type. */
  public UserFunction withResult(DataType.DecimalType type) {
    if (!(result instanceof DataType.DecimalType)) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, "The result is no decimal: function=" + name);
    }
    String typedName = planName + ":" + type.precision() + "," + type.scale();
    return new UserFunction(name, typedName, parameters, type, body, isPortable);
  }

  /** Returns the lower-case name in SQL. */
  public String name() {
    return name;
  }

  /** Returns the name in plans. */
  public String planName() {
    return planName;
  }

  /** Returns whether worker processes find the function by its name in plans. */
  public boolean isPortable() {
    return isPortable;
  }

  /** Returns the SQL face: the plan's name, with the name in SQL as an alias. */
  public FunctionSignature signature() {
    return new FunctionSignature(
        planName,
        List.of(name),
        FunctionSignature.Kind.SCALAR,
        parameters.stream().map(ValueClass::parameter).toList(),
        parameters.size(),
        false,
        FunctionSignature.Returns.FIXED,
        result,
        false,
        "A function of the program",
        "");
  }

  /** Returns how compiled loops call it: the result comes as bytes, see {@link ResultBytes}. */
  public Implementation call(List<DataType> operands, DataType type) {
    List<ValueKind> kinds = operands.stream().map(ValueKind::of).toList();
    return new Implementation(
        UserCall.class,
        "call",
        kinds,
        ValueKind.BYTES,
        List.of(),
        constants -> new UserCall(name, body, parameters, operands, type),
        UserCall.class,
        false,
        true);
  }
}
