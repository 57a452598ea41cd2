package dev.quern.parser.analysis;

import dev.quern.parser.catalog.FileCall;
import dev.quern.parser.syntax.Positions;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Reads {@code read_csv('path', option => value)} and its like. */
final class FileCalls {
  private static final String PREFIX = "read_";

  private FileCalls() {}

  static boolean isFileFunction(SqlBasicCall call) {
    return call.getOperator().getName().toLowerCase(Locale.ROOT).startsWith(PREFIX);
  }

  /** Returns whether a name that is no table may be a file, folder or glob. */
  static boolean looksLikePath(String name) {
    return name.indexOf('/') >= 0
        || name.indexOf('\\') >= 0
        || name.indexOf('*') >= 0
        || name.indexOf('.') >= 0;
  }

  static FileCall ofPath(String path, SqlParserPos position) {
    return new FileCall(
        FileCall.READ_FILES,
        List.of(path),
        Map.of(),
        position.getLineNum(),
        position.getColumnNum());
  }

  static FileCall of(SqlBasicCall call) {
    List<String> paths = new ArrayList<>();
    Map<String, String> options = new LinkedHashMap<>();
    for (SqlNode argument : call.getOperandList()) {
      if (argument.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
        SqlCall assignment = (SqlCall) argument;
        String name = ((SqlIdentifier) assignment.operand(1)).getSimple().toLowerCase(Locale.ROOT);
        String value = optionValue(assignment.operand(0));
        if (options.put(name, value) != null) {
          throw invalid("Option given twice: " + name, argument);
        }
      } else if (paths.isEmpty()) {
        paths.addAll(values(argument));
      } else {
        throw invalid("Expected option => value after the path", argument);
      }
    }
    if (paths.isEmpty()) {
      throw invalid(call.getOperator().getName() + " needs a path", call);
    }
    SqlParserPos position = call.getParserPosition();
    return new FileCall(
        call.getOperator().getName().toLowerCase(Locale.ROOT),
        paths,
        options,
        position.getLineNum(),
        position.getColumnNum());
  }

  /** Returns a constant as text; a list or map as JSON, which formats read such options as. */
  private static String optionValue(SqlNode node) {
    boolean isMap = node.getKind() == SqlKind.MAP_VALUE_CONSTRUCTOR;
    if (!isMap && node.getKind() != SqlKind.ARRAY_VALUE_CONSTRUCTOR) {
      return String.join(",", values(node));
    }
    List<String> texts = new ArrayList<>();
    for (SqlNode element : ((SqlCall) node).getOperandList()) {
      for (String text : values(element)) {
        texts.add('"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
      }
    }
    if (!isMap) {
      return '[' + String.join(",", texts) + ']';
    }
    List<String> members = new ArrayList<>();
    for (int i = 0; i + 1 < texts.size(); i += 2) {
      members.add(texts.get(i) + ": " + texts.get(i + 1));
    }
    return '{' + String.join(", ", members) + '}';
  }

  private static List<String> values(SqlNode node) {
    List<String> values = new ArrayList<>();
    if (node instanceof SqlLiteral literal) {
      values.add(String.valueOf(literal.toValue()));
    } else if (node instanceof SqlIdentifier identifier && identifier.isSimple()) {
      values.add(identifier.getSimple());
    } else if (node instanceof SqlNodeList list) {
      list.forEach(element -> values.addAll(values(element)));
    } else if (node.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR) {
      ((SqlCall) node).getOperandList().forEach(element -> values.addAll(values(element)));
    } else {
      throw invalid("Expected a constant", node);
    }
    return values;
  }

  /** Returns the text that stands for the call in plans and messages. */
  static String description(FileCall call) {
    if (call.function().equals(FileCall.READ_FILES)
        && call.options().isEmpty()
        && call.paths().size() == 1) {
      return call.paths().get(0);
    }
    StringBuilder text = new StringBuilder(call.function()).append('(');
    text.append(String.join(", ", call.paths()));
    call.options()
        .forEach((name, value) -> text.append(", ").append(name).append(" => ").append(value));
    return text.append(')').toString();
  }

  /**
   * Returns the name by which a query can qualify columns: that of the file without folder and
   * ending if there is one file, else that of the function.
   */
  static String alias(FileCall call) {
    if (FileCall.SERIES.contains(call.function())) {
      return call.function();
    }
    String path = call.paths().get(0);
    if (call.paths().size() > 1 || path.indexOf('*') >= 0 || path.indexOf('?') >= 0) {
      return call.function();
    }
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    int slash = Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\'));
    String file = trimmed.substring(slash + 1);
    int dot = file.indexOf('.');
    String stem = dot > 0 ? file.substring(0, dot) : file;
    return stem.isEmpty() ? call.function() : stem;
  }

  private static QueryException invalid(String reason, SqlNode node) {
    return new QueryException(
        ErrorCode.INVALID_OPTION, reason + Positions.at(node.getParserPosition()));
  }
}
