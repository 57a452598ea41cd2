package dev.quern.executor.expressions.functions.datetime;

import dev.quern.executor.expressions.values.Bytes;
import dev.quern.executor.expressions.values.Slice;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes timestamps by a pattern: {@code strftime} with {@code %Y-%m-%d}, {@code to_char} with
 * {@code YYYY-MM-DD}. Names are English. A constant pattern is parsed once.
 */
public final class DateFormat {
  private static final String[] MONTHS = {
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December"
  };
  private static final String[] DAYS = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
  };

  /** The pattern words of to_char, longest first where one begins with another. */
  private static final String[] WORDS = {
    "YYYY", "YY", "MONTH", "Month", "month", "MON", "Mon", "mon", "MM", "DAY", "Day", "day", "DDD",
    "DD", "DY", "Dy", "dy", "D", "HH24", "HH12", "HH", "MI", "SS", "MS", "US", "AM", "PM", "am",
    "pm", "Q", "IYYY", "IW", "ID", "WW", "W", "J"
  };

  /** A part of a pattern: the name of a field, or fixed text. */
  private record Part(boolean isField, String text) {}

  private final boolean percents;
  private String pattern = "";
  private List<Part> parts = List.of();
  private boolean isConstant;
  private final StringBuilder text = new StringBuilder();

  private DateFormat(boolean percents) {
    this.percents = percents;
  }

  static DateFormat strftime(List<@Nullable Literal> constants) {
    return new DateFormat(true).prepare(constants.get(1));
  }

  static DateFormat toChar(List<@Nullable Literal> constants) {
    return new DateFormat(false).prepare(constants.get(1));
  }

  private DateFormat prepare(@Nullable Literal constant) {
    if (constant != null && constant.value() instanceof String known) {
      parse(known);
      isConstant = true;
    }
    return this;
  }

  private void parse(String newPattern) {
    if (!newPattern.equals(pattern)) {
      parts = percents ? parsePercents(newPattern) : parseWords(newPattern);
      pattern = newPattern;
    }
  }

  public static void formatDate(
      DateFormat format, long day, long pattern, int patternLength, Slice result) {
    formatTimestamp(format, Calendar.startOf(day), pattern, patternLength, result);
  }

  public static void formatTimestamp(
      DateFormat format, long micros, long pattern, int patternLength, Slice result) {
    if (!format.isConstant) {
      format.parse(Bytes.toString(pattern, patternLength));
    }
    format.text.setLength(0);
    for (Part part : format.parts) {
      if (!part.isField) {
        format.text.append(part.text);
      } else if (format.percents) {
        format.appendPercent(part.text.charAt(0), micros);
      } else {
        format.appendWord(part.text, micros);
      }
    }
    result.setBytes(format.text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static List<Part> parsePercents(String pattern) {
    List<Part> parts = new ArrayList<>();
    StringBuilder fixed = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i++);
      if (c != '%' || i == pattern.length()) {
        fixed.append(c);
        continue;
      }
      char field = pattern.charAt(i++);
      if (field == '%') {
        fixed.append('%');
      } else if ("YmdHMSfyjbBaAIpuwVGgqsDFTRe".indexOf(field) < 0) {
        throw new QueryException(
            ErrorCode.INVALID_ARGUMENT,
            "Unknown field in a date format: field=%" + field + ", format=" + pattern);
      } else {
        endFixed(fixed, parts);
        parts.add(new Part(true, String.valueOf(field)));
      }
    }
    endFixed(fixed, parts);
    return parts;
  }

  private static List<Part> parseWords(String pattern) {
    List<Part> parts = new ArrayList<>();
    StringBuilder fixed = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      if (pattern.charAt(i) == '"') {
        int end = pattern.indexOf('"', i + 1);
        end = end < 0 ? pattern.length() : end;
        fixed.append(pattern, i + 1, end);
        i = end + 1;
        continue;
      }
      String word = wordAt(pattern, i);
      if (word == null) {
        fixed.append(pattern.charAt(i++));
        continue;
      }
      endFixed(fixed, parts);
      parts.add(new Part(true, word));
      i += word.length();
    }
    endFixed(fixed, parts);
    return parts;
  }

  private static @Nullable String wordAt(String pattern, int start) {
    for (String word : WORDS) {
      if (pattern.startsWith(word, start)) {
        return word;
      }
    }
    // Fields that are numbers are also known in lower case.
    for (String word : WORDS) {
      boolean isNumber = word.equals(word.toUpperCase(Locale.ROOT)) && !"AM PM".contains(word);
      if (isNumber && pattern.regionMatches(true, start, word, 0, word.length())) {
        return word;
      }
    }
    return null;
  }

  private static void endFixed(StringBuilder fixed, List<Part> parts) {
    if (fixed.length() > 0) {
      parts.add(new Part(false, fixed.toString()));
      fixed.setLength(0);
    }
  }

  private void appendPercent(char field, long micros) {
    switch (field) {
      case 'F':
        appendAll("Y-m-d", micros);
        break;
      case 'D':
        appendAll("m/d/y", micros);
        break;
      case 'T':
        appendAll("H:M:S", micros);
        break;
      case 'R':
        appendAll("H:M", micros);
        break;
      case 'Y':
        appendWord("YYYY", micros);
        break;
      case 'y':
        appendWord("YY", micros);
        break;
      case 'm':
        appendWord("MM", micros);
        break;
      case 'd':
        appendWord("DD", micros);
        break;
      case 'e':
        text.append(DateFields.dayOfDate(Calendar.dayOf(micros)));
        break;
      case 'j':
        appendWord("DDD", micros);
        break;
      case 'H':
        appendWord("HH24", micros);
        break;
      case 'I':
        appendWord("HH12", micros);
        break;
      case 'M':
        appendWord("MI", micros);
        break;
      case 'S':
        appendWord("SS", micros);
        break;
      case 'f':
        appendWord("US", micros);
        break;
      case 'g':
        appendWord("MS", micros);
        break;
      case 'p':
        appendWord("AM", micros);
        break;
      case 'b':
        appendWord("Mon", micros);
        break;
      case 'B':
        text.append(monthName(Calendar.dayOf(micros)));
        break;
      case 'a':
        appendWord("Dy", micros);
        break;
      case 'A':
        text.append(dayName(Calendar.dayOf(micros)));
        break;
      case 'u':
        appendWord("ID", micros);
        break;
      case 'w':
        text.append(DateFields.dowOfDate(Calendar.dayOf(micros)));
        break;
      case 'V':
        appendWord("IW", micros);
        break;
      case 'G':
        appendWord("IYYY", micros);
        break;
      case 'q':
        appendWord("Q", micros);
        break;
      default:
        text.append(DateFields.epochOfTimestamp(micros));
        break;
    }
  }

  private void appendAll(String fields, long micros) {
    for (int i = 0; i < fields.length(); i++) {
      char field = fields.charAt(i);
      if (Character.isLetter(field)) {
        appendPercent(field, micros);
      } else {
        text.append(field);
      }
    }
  }

  private void appendWord(String word, long micros) {
    long day = Calendar.dayOf(micros);
    long time = Calendar.timeOf(micros);
    long hour = DateFields.hourOfTime(time);
    switch (word) {
      case "YYYY":
        appendNumber(DateFields.yearOfDate(day), 4);
        break;
      case "YY":
        appendNumber(Math.floorMod(DateFields.yearOfDate(day), 100L), 2);
        break;
      case "MM":
        appendNumber(DateFields.monthOfDate(day), 2);
        break;
      case "DD":
        appendNumber(DateFields.dayOfDate(day), 2);
        break;
      case "DDD":
        appendNumber(DateFields.doyOfDate(day), 3);
        break;
      case "D":
        text.append(DateFields.dowOfDate(day) + 1);
        break;
      case "ID":
        text.append(DateFields.isodowOfDate(day));
        break;
      case "HH24":
        appendNumber(hour, 2);
        break;
      case "HH12":
      case "HH":
        appendNumber(hour % 12 == 0 ? 12 : hour % 12, 2);
        break;
      case "MI":
        appendNumber(DateFields.minuteOfTime(time), 2);
        break;
      case "SS":
        appendNumber(DateFields.secondOfTime(time), 2);
        break;
      case "MS":
        appendNumber(time / 1000 % 1000, 3);
        break;
      case "US":
        appendNumber(time % 1_000_000, 6);
        break;
      case "AM":
      case "PM":
        text.append(hour < 12 ? "AM" : "PM");
        break;
      case "am":
      case "pm":
        text.append(hour < 12 ? "am" : "pm");
        break;
      case "Q":
        text.append(DateFields.quarterOfDate(day));
        break;
      case "IYYY":
        appendNumber(DateFields.isoyearOfDate(day), 4);
        break;
      case "IW":
        appendNumber(DateFields.weekOfDate(day), 2);
        break;
      case "WW":
        appendNumber((DateFields.doyOfDate(day) - 1) / 7 + 1, 2);
        break;
      case "W":
        text.append((DateFields.dayOfDate(day) - 1) / 7 + 1);
        break;
      case "J":
        text.append(DateFields.julianOfDate(day));
        break;
      default:
        appendName(word, day);
        break;
    }
  }

  /** Months and days by name; full names are filled up to nine characters, as in PostgreSQL. */
  private void appendName(String word, long day) {
    boolean isMonth = word.toUpperCase(Locale.ROOT).startsWith("MON");
    String name = isMonth ? monthName(day) : dayName(day);
    boolean isShort = word.length() == (isMonth ? 3 : 2);
    String shown = isShort ? name.substring(0, 3) : String.format(Locale.ROOT, "%-9s", name);
    if (word.equals(word.toUpperCase(Locale.ROOT))) {
      shown = shown.toUpperCase(Locale.ROOT);
    } else if (word.equals(word.toLowerCase(Locale.ROOT))) {
      shown = shown.toLowerCase(Locale.ROOT);
    }
    text.append(shown);
  }

  private void appendNumber(long number, int digits) {
    String shown = Long.toString(Math.abs(number));
    text.append(number < 0 ? "-" : "");
    text.append("0".repeat(Math.max(0, digits - shown.length()))).append(shown);
  }

  private static String monthName(long day) {
    return MONTHS[(int) DateFields.monthOfDate(day) - 1];
  }

  private static String dayName(long day) {
    return DAYS[Calendar.isoDayOfWeek(day) - 1];
  }

  public static void monthNameOfDate(long day, Slice result) {
    result.setBytes(monthName(day).getBytes(StandardCharsets.US_ASCII));
  }

  public static void monthNameOfTimestamp(long micros, Slice result) {
    monthNameOfDate(Calendar.dayOf(micros), result);
  }

  public static void dayNameOfDate(long day, Slice result) {
    result.setBytes(dayName(day).getBytes(StandardCharsets.US_ASCII));
  }

  public static void dayNameOfTimestamp(long micros, Slice result) {
    dayNameOfDate(Calendar.dayOf(micros), result);
  }
}
