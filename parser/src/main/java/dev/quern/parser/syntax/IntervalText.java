package dev.quern.parser.syntax;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * The text of an interval that names its units, e.g. {@code 1 day}, {@code 2 hours 30 minutes} or
 * {@code 1 year 3 months}. Months and days cannot be mixed, since an interval is either a number of
 * months or a number of microseconds. One that names hours or less is an interval of seconds, also
 * if these make whole days.
 */
final class IntervalText {
  private static final Pattern PART =
      Pattern.compile("\\s*([+-]?\\s*\\d+(?:\\.\\d+)?)\\s*([A-Za-z]+)\\s*");
  private static final BigDecimal SECONDS_PER_MINUTE = BigDecimal.valueOf(60);
  private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3600);
  private static final BigDecimal SECONDS_PER_DAY = BigDecimal.valueOf(86400);
  private static final int MOST_FRACTION_DIGITS = 6;

  private final String text;
  private final SqlParserPos position;
  private BigDecimal months = BigDecimal.ZERO;
  private BigDecimal seconds = BigDecimal.ZERO;
  private boolean hasMonths;
  private boolean hasSeconds;
  private boolean hasTime;

  IntervalText(String text, SqlParserPos position) {
    this.text = text;
    this.position = position;
  }

  SqlLiteral literal(int sign) {
    Matcher part = PART.matcher(text);
    int end = 0;
    while (end < text.length() && part.find(end) && part.start() == end) {
      add(new BigDecimal(part.group(1).replace(" ", "")), part.group(2));
      end = part.end();
    }
    if (end == 0 || end < text.length()) {
      throw invalid("expected numbers with units, e.g. '1 day' or '2 hours 30 minutes'");
    }
    if (hasMonths && hasSeconds) {
      throw invalid("years and months cannot be mixed with days and shorter units; add two");
    }
    return hasMonths
        ? literal(sign, months, TimeUnit.MONTH)
        : !hasTime && seconds.remainder(SECONDS_PER_DAY).signum() == 0
            ? literal(sign, seconds.divide(SECONDS_PER_DAY), TimeUnit.DAY)
            : literal(sign, seconds, TimeUnit.SECOND);
  }

  private void add(BigDecimal count, String unit) {
    String name = unit.toLowerCase(Locale.ROOT);
    switch (name.length() > 1 && name.endsWith("s") ? name.substring(0, name.length() - 1) : name) {
      case "year":
      case "y":
        addMonths(count.multiply(BigDecimal.valueOf(12)));
        break;
      case "quarter":
        addMonths(count.multiply(BigDecimal.valueOf(3)));
        break;
      case "month":
      case "mon":
        addMonths(count);
        break;
      case "week":
      case "w":
        addSeconds(count.multiply(BigDecimal.valueOf(7)).multiply(SECONDS_PER_DAY));
        break;
      case "day":
      case "d":
        addSeconds(count.multiply(SECONDS_PER_DAY));
        break;
      case "hour":
      case "h":
        addTime(count.multiply(SECONDS_PER_HOUR));
        break;
      case "minute":
      case "min":
      case "m":
        addTime(count.multiply(SECONDS_PER_MINUTE));
        break;
      case "second":
      case "sec":
      case "s":
        addTime(count);
        break;
      case "millisecond":
        addTime(count.movePointLeft(3));
        break;
      case "microsecond":
      case "us":
        addTime(count.movePointLeft(6));
        break;
      default:
        throw invalid("unknown unit \"" + unit + "\"");
    }
  }

  private void addMonths(BigDecimal count) {
    if (count.stripTrailingZeros().scale() > 0) {
      throw invalid("not a whole number of months");
    }
    months = months.add(count);
    hasMonths = true;
  }

  private void addTime(BigDecimal count) {
    addSeconds(count);
    hasTime = true;
  }

  private void addSeconds(BigDecimal count) {
    if (count.stripTrailingZeros().scale() > MOST_FRACTION_DIGITS) {
      throw invalid("finer than a microsecond");
    }
    seconds = seconds.add(count);
    hasSeconds = true;
  }

  private SqlLiteral literal(int sign, BigDecimal count, TimeUnit unit) {
    int fractionDigits = unit == TimeUnit.SECOND ? MOST_FRACTION_DIGITS : -1;
    return SqlLiteral.createInterval(
        count.signum() < 0 ? -sign : sign,
        count.abs().stripTrailingZeros().toPlainString(),
        new SqlIntervalQualifier(unit, -1, null, fractionDigits, position),
        position);
  }

  private QueryException invalid(String reason) {
    return new QueryException(
        ErrorCode.INVALID_DATETIME,
        "Cannot read interval '" + text + "'" + Positions.at(position) + ": " + reason);
  }
}
