package dev.quern.jdbc;

import dev.quern.executor.expressions.functions.FunctionRegistry;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.functions.FunctionSignature.Kind;
import dev.quern.plan.functions.FunctionSignature.Parameter;
import dev.quern.plan.functions.FunctionSignature.Returns;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What JDBC tells of the registered functions. A function stands under each of its names; every
 * scalar function is in one of the four lists.
 */
final class FunctionMetaData {
  static final String FUNCTION_COLUMNS =
      "FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME REMARKS FUNCTION_TYPE:s SPECIFIC_NAME";
  static final String PARAMETER_COLUMNS =
      "FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME COLUMN_NAME COLUMN_TYPE:s DATA_TYPE:i TYPE_NAME PRECISION:i LENGTH:i"
          + " SCALE:s RADIX:s NULLABLE:s REMARKS CHAR_OCTET_LENGTH:i ORDINAL_POSITION:i IS_NULLABLE SPECIFIC_NAME";

  private static final Set<Parameter> TEMPORAL =
      Set.of(
          Parameter.DATE,
          Parameter.TIME,
          Parameter.TIMESTAMP,
          Parameter.DATETIME,
          Parameter.INTERVAL);
  private static final Set<Parameter> NUMERIC =
      Set.of(Parameter.INTEGER, Parameter.NUMERIC, Parameter.DOUBLE);

  /** The lists that JDBC asks for; the first that fits takes the function. */
  enum Topic {
    TIME,
    STRING,
    NUMERIC,
    SYSTEM
  }

  private FunctionMetaData() {}

  /** Returns the upper-case names of a topic's functions, separated by commas. */
  static String names(Topic topic) {
    Set<String> names = new TreeSet<>();
    for (FunctionSignature signature : FunctionRegistry.signatures()) {
      if (signature.kind() == Kind.SCALAR && topicOf(signature) == topic) {
        allNames(signature).forEach(name -> names.add(name.toUpperCase(Locale.ROOT)));
      }
    }
    return String.join(",", names);
  }

  private static Topic topicOf(FunctionSignature signature) {
    List<Parameter> parameters = signature.parameters();
    DataType returnType = signature.returnType();
    if (parameters.stream().anyMatch(TEMPORAL::contains) || isTemporal(returnType)) {
      return Topic.TIME;
    }
    if (parameters.contains(Parameter.VARCHAR) || returnType instanceof DataType.VarcharType) {
      return Topic.STRING;
    }
    boolean isNumber = returnType != null && returnType.isNumeric();
    if (parameters.isEmpty() ? isNumber : NUMERIC.contains(parameters.get(0))) {
      return Topic.NUMERIC;
    }
    return Topic.SYSTEM;
  }

  private static boolean isTemporal(@Nullable DataType type) {
    return type instanceof DataType.DateType
        || type instanceof DataType.TimeType
        || type instanceof DataType.TimestampType
        || type instanceof DataType.TimestampWithTimeZoneType;
  }

  private static List<String> allNames(FunctionSignature signature) {
    List<String> names = new ArrayList<>();
    names.add(signature.name());
    names.addAll(signature.aliases());
    return names;
  }

  /** Returns the signatures by each of their names, those that match, in order. */
  private static SortedMap<String, FunctionSignature> matching(NamePattern pattern) {
    SortedMap<String, FunctionSignature> byName = new TreeMap<>();
    for (FunctionSignature signature : FunctionRegistry.signatures()) {
      for (String name : allNames(signature)) {
        if (pattern.matches(name)) {
          byName.put(name, signature);
        }
      }
    }
    return byName;
  }

  /** Adds rows of {@link #FUNCTION_COLUMNS}. */
  static void addFunctions(MetaDataRows rows, String schema, NamePattern functions) {
    matching(functions)
        .forEach(
            (name, signature) ->
                rows.add(
                    null,
                    schema,
                    name,
                    signature.description(),
                    DatabaseMetaData.functionNoTable,
                    signature.name()));
  }

  /** Adds rows of {@link #PARAMETER_COLUMNS}: for each function its result, then its parameters. */
  static void addParameters(
      MetaDataRows rows, String schema, NamePattern functions, NamePattern columns) {
    matching(functions)
        .forEach(
            (name, signature) -> {
              DataType returns =
                  signature.returns() == Returns.FIXED ? signature.returnType() : null;
              List<Parameter> parameters = signature.parameters();
              if (columns.matches("")) {
                rows.add(row(schema, name, signature, 0, returns, "ANY"));
              }
              for (int i = 0; i < parameters.size(); i++) {
                Parameter parameter = parameters.get(i);
                if (columns.matches("arg" + (i + 1))) {
                  rows.add(
                      row(schema, name, signature, i + 1, typeOf(parameter), parameter.name()));
                }
              }
            });
  }

  /**
   * @param position 0 for the result, from 1 for parameters
   * @param type null if it follows from the arguments
   * @param kind what stands for the type's name then
   */
  private static @Nullable Object[] row(
      String schema,
      String name,
      FunctionSignature signature,
      int position,
      @Nullable DataType type,
      String kind) {
    @Nullable Integer scale = type != null && type.isNumeric() ? JdbcTypes.scale(type) : null;
    return new @Nullable Object[] {
      null,
      schema,
      name,
      position == 0 ? "" : "arg" + position,
      position == 0 ? DatabaseMetaData.functionReturn : DatabaseMetaData.functionColumnIn,
      type == null ? java.sql.Types.OTHER : JdbcTypes.code(type),
      type == null ? kind : JdbcTypes.name(type),
      type == null ? null : JdbcTypes.precision(type),
      null,
      scale,
      scale == null ? null : 10,
      DatabaseMetaData.functionNullable,
      position > signature.requiredParameters() ? "optional" : null,
      null,
      position,
      "YES",
      signature.name()
    };
  }

  /** Returns the type of a parameter that takes just one, else null. */
  private static @Nullable DataType typeOf(Parameter parameter) {
    return switch (parameter) {
      case BOOLEAN -> DataTypes.BOOLEAN;
      case INTEGER -> DataTypes.BIGINT;
      case DOUBLE -> DataTypes.DOUBLE;
      case VARCHAR -> DataTypes.VARCHAR;
      case VARBINARY -> DataTypes.VARBINARY;
      case DATE -> DataTypes.DATE;
      case TIME -> DataTypes.TIME;
      case TIMESTAMP -> DataTypes.TIMESTAMP;
      case ANY, NUMERIC, DATETIME, INTERVAL, LIST, COMMON -> null;
    };
  }
}
