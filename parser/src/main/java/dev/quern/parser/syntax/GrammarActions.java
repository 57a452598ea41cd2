package dev.quern.parser.syntax;

import dev.quern.parser.catalog.FileCall;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** What the productions of our grammar do beyond creating Calcite's nodes. */
public final class GrammarActions {
  /** The table function that a string in FROM stands for: the format follows from the name. */
  public static final String READ_FILES = FileCall.READ_FILES;

  private static final Pattern PARAMETER_NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");

  private GrammarActions() {}

  /** Returns a query whose columns have names. */
  public static Query query(
      SourceText text, String sql, SqlNode node, List<String> parameterNames) {
    if (parameterNames.contains("") && parameterNames.stream().anyMatch(name -> !name.isEmpty())) {
      throw new QueryException(
          ErrorCode.SYNTAX_ERROR,
          "Parameters with names and question marks in one statement: names="
              + parameterNames.stream().filter(name -> !name.isEmpty()).distinct().toList()
              + "; use one kind");
    }
    new ColumnNaming(text).nameColumns(node);
    return new Query(sql, node, parameterNames);
  }

  /** Returns whether a token is a word, reserved or not. */
  public static boolean isParameterName(String token) {
    return PARAMETER_NAME.matcher(token).matches();
  }

  public static NamedParameter namedParameter(String name, int index, SqlParserPos position) {
    return new NamedParameter(name, index, position);
  }

  public static QueryException noParameterName(SqlParserPos colon) {
    return new QueryException(
        ErrorCode.SYNTAX_ERROR,
        "Syntax error"
            + Positions.at(colon)
            + ": expected the name of a parameter right behind the colon, such as :day");
  }

  /** Returns the table that a string in FROM stands for. */
  public static SqlNode pathTable(String path, SqlParserPos position) {
    SqlUnresolvedFunction function =
        new SqlUnresolvedFunction(
            new SqlIdentifier(READ_FILES, position),
            null,
            null,
            null,
            null,
            SqlFunctionCategory.USER_DEFINED_TABLE_FUNCTION);
    SqlNode call = function.createCall(position, SqlLiteral.createCharString(path, position));
    return SqlStdOperatorTable.COLLECTION_TABLE.createCall(position, call);
  }

  public static SqlNodeList groupByAll(SqlParserPos position) {
    return new SqlNodeList(List.of(new AllMarker(position)), position);
  }

  public static SqlNode orderByAll(SqlParserPos position) {
    return new AllMarker(position);
  }

  /** Returns VALUES as a query whose columns are called column1, column2 and so on. */
  public static SqlNode values(List<SqlNode> rows, SqlParserPos position) {
    List<SqlNode> operands = new ArrayList<>();
    operands.add(SqlStdOperatorTable.VALUES.createCall(position, rows));
    operands.add(new SqlIdentifier("values", position.withQuoting(true)));
    for (int i = 1; i <= ((SqlCall) rows.get(0)).operandCount(); i++) {
      operands.add(new SqlIdentifier("column" + i, position.withQuoting(true)));
    }
    return selectAll(SqlStdOperatorTable.AS.createCall(position, operands));
  }

  /** Returns {@code SELECT * FROM table}. */
  public static SqlSelect selectAll(SqlNode table) {
    SqlParserPos position = table.getParserPosition();
    return new SqlSelect(
        position,
        SqlNodeList.EMPTY,
        SqlNodeList.of(SqlIdentifier.star(position)),
        table,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        SqlNodeList.EMPTY);
  }

  /** Returns the literal of an interval whose units stand in its string, e.g. {@code '3 days'}. */
  public static SqlLiteral interval(String text, int sign, SqlParserPos position) {
    return new IntervalText(text, position).literal(sign);
  }

  /**
   * Turns the constant text at the end of an expression into an interval.
   *
   * @param expression operands and operators in their order
   * @throws QueryException UNSUPPORTED for any other operand
   */
  public static void castToInterval(List<Object> expression, SqlParserPos position) {
    int last = expression.size() - 1;
    if (!(expression.get(last) instanceof SqlCharStringLiteral text)) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          "Not supported: a cast to INTERVAL of anything but constant text"
              + Positions.at(position));
    }
    String value = Objects.requireNonNull(text.getValueAs(String.class));
    expression.set(last, interval(value, 1, text.getParserPosition()));
  }

  /** Returns the decimal digits of {@code 1_000} or {@code 0x3E8}. */
  public static String integer(String text) {
    return text.contains("_")
        ? text.replace("_", "")
        : new BigInteger(text.substring(2), 16).toString();
  }

  /** Returns the name in <code>{name:</code>, with which a struct may begin. */
  public static String nameInStructStart(String text) {
    return text.substring(1, text.length() - 1).strip();
  }

  /** Returns the key that such a text stands for where a map begins: a column or a constant. */
  public static SqlNode keyInStructStart(String text, SqlParserPos position) {
    String word = nameInStructStart(text);
    switch (word.toUpperCase(Locale.ROOT)) {
      case "NULL":
        return SqlLiteral.createNull(position);
      case "TRUE":
        return SqlLiteral.createBoolean(true, position);
      case "FALSE":
        return SqlLiteral.createBoolean(false, position);
      default:
        return new SqlIdentifier(word, position);
    }
  }

  /** Adds a member of a struct; names that differ in case only are the same. */
  public static void putMember(Map<String, SqlNode> members, String name, SqlNode value) {
    if (members.keySet().stream().anyMatch(name::equalsIgnoreCase)) {
      throw new QueryException(
          ErrorCode.INVALID_QUERY,
          "Struct has two members of one name: " + name + Positions.at(value.getParserPosition()));
    }
    members.put(name, value);
  }

  public static List<String> name(SqlIdentifier identifier) {
    return identifier.names;
  }

  public static List<String> names(SqlNodeList identifiers) {
    List<String> names = new ArrayList<>();
    for (SqlNode identifier : identifiers) {
      names.add(((SqlIdentifier) identifier).getSimple());
    }
    return names;
  }

  /** Returns the parts of a name joined by dots. */
  public static String dotted(SqlIdentifier identifier) {
    return String.join(".", identifier.names);
  }

  public static ColumnDeclaration column(
      SqlIdentifier name, @Nullable SqlDataTypeSpec type, boolean nullable) {
    return new ColumnDeclaration(
        name.getSimple(), type == null ? null : TypeNames.declared(type), nullable);
  }

  /** Adds an option under its lower-case name. */
  public static void putOption(
      Map<String, String> options, String name, String value, SqlParserPos position) {
    if (options.putIfAbsent(name.toLowerCase(Locale.ROOT), value) != null) {
      throw new QueryException(
          ErrorCode.INVALID_OPTION, "Option given twice: " + name + Positions.at(position));
    }
  }

  public static CreateExternalTable externalTable(
      String sql,
      SqlIdentifier name,
      boolean orReplace,
      boolean ifNotExists,
      List<ColumnDeclaration> columns,
      List<String> partitionColumns,
      @Nullable String format,
      List<String> locations,
      Map<String, String> options,
      SqlParserPos end) {
    if (locations.isEmpty()) {
      throw new QueryException(
          ErrorCode.SYNTAX_ERROR,
          "CREATE EXTERNAL TABLE needs LOCATION 'path'" + Positions.at(end));
    }
    return new CreateExternalTable(
        sql,
        name.names,
        orReplace,
        ifNotExists,
        columns,
        partitionColumns,
        format == null ? null : format.toLowerCase(Locale.ROOT),
        locations,
        options);
  }

  /** Returns the statement; options are {@code format} and {@code analyze}. */
  public static Explain explain(
      String sql,
      boolean analyzeWord,
      Map<String, String> options,
      Query query,
      @Nullable Copy copy,
      SqlParserPos position) {
    Explain.Format format = Explain.Format.TEXT;
    boolean analyze = analyzeWord;
    for (Map.Entry<String, String> option : options.entrySet()) {
      switch (option.getKey()) {
        case "format":
          format = explainFormat(option.getValue(), position);
          break;
        case "analyze":
          analyze = Boolean.parseBoolean(option.getValue());
          break;
        default:
          throw new QueryException(
              ErrorCode.INVALID_OPTION,
              "Unknown option of EXPLAIN: " + option.getKey() + "; known are FORMAT and ANALYZE");
      }
    }
    return new Explain(sql, query, copy, format, analyze);
  }

  private static Explain.Format explainFormat(String name, SqlParserPos position) {
    for (Explain.Format format : Explain.Format.values()) {
      if (format.name().equalsIgnoreCase(name)) {
        return format;
      }
    }
    throw new QueryException(
        ErrorCode.INVALID_OPTION,
        "Unknown format of EXPLAIN: "
            + name
            + Positions.at(position)
            + "; known are TEXT, DOT and SVG");
  }
}
