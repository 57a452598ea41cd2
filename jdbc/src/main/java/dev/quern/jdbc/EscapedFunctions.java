package dev.quern.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * The functions of JDBC's escape <code>{fn ..}</code> whose name or order of arguments is another
 * one in Quern's SQL. All others are called as they stand.
 */
final class EscapedFunctions {
  private static final String UNIT_PREFIX = "SQL_TSI_";
  private static final String TYPE_PREFIX = "SQL_";

  private EscapedFunctions() {}

  static String toPlainSql(String call) throws SQLException {
    int open = call.indexOf('(');
    if (open < 0 || !call.endsWith(")")) {
      return call;
    }
    String name = call.substring(0, open).strip().toLowerCase(Locale.ROOT);
    String inside = call.substring(open + 1, call.length() - 1);
    List<String> arguments = SqlPieces.arguments(inside);
    switch (name + "/" + arguments.size()) {
      case "curdate/0":
      case "current_date/0":
        return "CURRENT_DATE";
      case "curtime/0":
      case "current_time/0":
        return "CURRENT_TIME";
      case "current_timestamp/0":
        return "CURRENT_TIMESTAMP";
      case "user/0":
      case "database/0":
        return "''";
      case "char/1":
        return "chr(" + inside + ")";
      case "log/1":
        return "ln(" + inside + ")";
      case "space/1":
        return "repeat(' ', " + inside + ")";
      case "dayofweek/1":
        return "(dayofweek(" + inside + ") + 1)";
      case "locate/2":
        return "instr(" + arguments.get(1) + ", " + arguments.get(0) + ")";
      case "convert/2":
        return "CAST(" + arguments.get(0) + " AS " + without(TYPE_PREFIX, arguments.get(1)) + ")";
      case "timestampadd/3":
        return "(" + arguments.get(2) + " + " + interval(arguments) + ")";
      case "timestampdiff/3":
        return "date_diff('"
            + without(UNIT_PREFIX, arguments.get(0)).toLowerCase(Locale.ROOT)
            + "', "
            + arguments.get(1)
            + ", "
            + arguments.get(2)
            + ")";
      default:
        return call;
    }
  }

  private static String interval(List<String> arguments) throws SQLException {
    String count = "(" + arguments.get(1) + ")";
    String unit = without(UNIT_PREFIX, arguments.get(0));
    switch (unit) {
      case "WEEK":
        return count + " * INTERVAL '7' DAY";
      case "QUARTER":
        return count + " * INTERVAL '3' MONTH";
      case "SECOND":
      case "MINUTE":
      case "HOUR":
      case "DAY":
      case "MONTH":
      case "YEAR":
        return count + " * INTERVAL '1' " + unit;
      default:
        throw SqlErrors.unsupported("the unit " + arguments.get(0) + " of timestampadd");
    }
  }

  private static String without(String prefix, String word) {
    String upper = word.toUpperCase(Locale.ROOT);
    return upper.startsWith(prefix) ? upper.substring(prefix.length()) : upper;
  }
}
