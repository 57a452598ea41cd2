package dev.quern.parser.analysis;

import dev.quern.parser.syntax.NearNames;
import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;

/** Turns what Calcite's validator finds wrong into our errors, with the place and near names. */
final class AnalysisErrors {
  private static final Pattern COLUMN = Pattern.compile("Column '(.+?)' not found in .*");
  private static final Pattern TABLE = Pattern.compile("Table '(.+?)' not found");
  private static final Pattern OBJECT = Pattern.compile("Object '(.+?)' not found.*");
  private static final Pattern FUNCTION =
      Pattern.compile("No match found for function signature (.+?)\\((.*)\\)", Pattern.DOTALL);
  private static final Pattern OPERATOR =
      Pattern.compile("No match found for function signature ([^(]+)");
  private static final Pattern EXCLUDED =
      Pattern.compile("SELECT \\* .* list contains unknown column\\(s\\): (.*)");
  private static final Pattern TYPE = Pattern.compile("Unknown identifier '(.+?)'");
  private static final Pattern DATETIME =
      Pattern.compile("Illegal (DATE|TIME|TIMESTAMP|INTERVAL|interval).* literal.*");
  private static final Pattern TYPES =
      Pattern.compile(
          "(Cannot apply|.* clause must be a condition|Expected a boolean type|Cast function cannot|Values passed to|Type mismatch|Argument to|"
              + "Cannot infer|Column .* in .*set operation|.*incompatible types).*",
          Pattern.DOTALL);

  private AnalysisErrors() {}

  static QueryException of(
      CalciteContextException error, Collection<String> columns, Collection<String> functions) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    String message = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    String place = Positions.at(error.getPosLine(), error.getPosColumn());
    Matcher matcher = COLUMN.matcher(message);
    if (matcher.matches()) {
      return unknown(ErrorCode.UNKNOWN_COLUMN, "column", matcher.group(1), place, columns);
    }
    matcher = TABLE.matcher(message);
    if (matcher.matches()) {
      return unknown(ErrorCode.UNKNOWN_TABLE, "table", matcher.group(1), place, List.of());
    }
    matcher = OBJECT.matcher(message);
    if (matcher.matches()) {
      return unknown(ErrorCode.UNKNOWN_TABLE, "table", matcher.group(1), place, List.of());
    }
    matcher = OPERATOR.matcher(message);
    if (matcher.matches()) {
      return new QueryException(
          ErrorCode.UNSUPPORTED, "Operator is not supported: " + matcher.group(1) + place);
    }
    matcher = FUNCTION.matcher(message);
    if (matcher.matches()) {
      return function(matcher.group(1), matcher.group(2), place, functions);
    }
    matcher = EXCLUDED.matcher(message);
    if (matcher.matches()) {
      return unknown(ErrorCode.UNKNOWN_COLUMN, "column", matcher.group(1), place, columns);
    }
    matcher = TYPE.matcher(message);
    if (matcher.matches()) {
      return new QueryException(
          ErrorCode.TYPE_MISMATCH, "Unknown type: " + matcher.group(1) + place);
    }
    if (message.startsWith("Cannot apply '$SCALAR_QUERY'")) {
      return new QueryException(
          ErrorCode.TYPE_MISMATCH, "Sub-query used as a value must have one column" + place);
    }
    if (DATETIME.matcher(message).matches()) {
      return new QueryException(ErrorCode.INVALID_DATETIME, message + place, error);
    }
    if (message.startsWith("Illegal mixing of types in CASE")) {
      return new QueryException(
          ErrorCode.TYPE_MISMATCH,
          "Results of CASE or COALESCE have no type in common" + place + "; cast some of them",
          error);
    }
    ErrorCode code =
        TYPES.matcher(message).matches() ? ErrorCode.TYPE_MISMATCH : ErrorCode.INVALID_QUERY;
    return new QueryException(code, "Invalid query" + place + ": " + message, error);
  }

  private static QueryException unknown(
      ErrorCode code, String what, String name, String place, Collection<String> candidates) {
    return new QueryException(
        code, "Unknown " + what + ": " + name + place + NearNames.hint(name, candidates));
  }

  private static QueryException function(
      String name, String types, String place, Collection<String> functions) {
    String lowerName = name.toLowerCase(Locale.ROOT);
    if (functions.contains(lowerName)) {
      return new QueryException(
          ErrorCode.TYPE_MISMATCH,
          "Function " + lowerName + " does not take (" + types + ")" + place);
    }
    return unknown(ErrorCode.UNKNOWN_FUNCTION, "function", lowerName, place, functions);
  }
}
