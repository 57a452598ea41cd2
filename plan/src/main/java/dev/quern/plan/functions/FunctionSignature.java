package dev.quern.plan.functions;

import dev.quern.plan.types.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SQL face of a function.
 *
 * @param name lower-case name, also the name in {@code Call} and {@code AggregateCall}
 * @param aliases further lower-case names that mean the same
 * @param kind scalar, aggregate or window
 * @param parameters the parameters in order
 * @param requiredParameters how many of them must be given, from the left
 * @param variadic whether the last parameter may be repeated
 * @param returns how the result type follows from the arguments
 * @param returnType the result type if {@code returns} is FIXED, else null
 * @param nullIfAnyNull whether a null argument makes the result null; false: the function decides
 *     by itself
 * @param description one line of help
 * @param example a call, e.g. {@code starts_with('quern', 'qu')}
 */
public record FunctionSignature(
    String name,
    List<String> aliases,
    Kind kind,
    List<Parameter> parameters,
    int requiredParameters,
    boolean variadic,
    Returns returns,
    @Nullable DataType returnType,
    boolean nullIfAnyNull,
    String description,
    String example) {

  /** How the names of functions begin that a program has brought along, written in Java. */
  public static final String JAVA_PREFIX = "java:";

  /** Where a function may be called. */
  public enum Kind {
    SCALAR,
    AGGREGATE,
    WINDOW
  }

  /** What a parameter takes; arguments of a narrower kind are cast. */
  public enum Parameter {
    ANY,
    BOOLEAN,
    INTEGER,
    NUMERIC,
    DOUBLE,
    VARCHAR,
    VARBINARY,
    DATE,
    TIME,
    TIMESTAMP,
    /** DATE or TIMESTAMP, as given. */
    DATETIME,
    INTERVAL,
    LIST,
    /** All parameters of this kind are cast to their common type. */
    COMMON
  }

  /** How the result type follows from the arguments. */
  public enum Returns {
    FIXED,
    /** The type of the first argument. */
    FIRST_ARGUMENT,
    /** The type of the last argument. */
    LAST_ARGUMENT,
    /** TIMESTAMP WITH TIME ZONE if the last argument is a TIMESTAMP, and the other way round. */
    TIMESTAMP_OF_OTHER_KIND,
    /** The common type of the arguments whose parameter is COMMON. */
    COMMON,
    /** A list of the first argument's type. */
    LIST_OF_FIRST_ARGUMENT,
    /** The element type of the first argument, a list. */
    ELEMENT_OF_FIRST_ARGUMENT
  }

  public FunctionSignature {
    aliases = List.copyOf(aliases);
    parameters = List.copyOf(parameters);
  }
}
