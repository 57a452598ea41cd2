package dev.quern.executor.expressions.casts;

import dev.quern.executor.expressions.functions.datetime.Calendar;
import dev.quern.executor.memory.Memory;
import dev.quern.plan.errors.QueryException;

/**
 * Reads {@code 2024-02-29}, {@code 12:30:00.5} and {@code 2024-02-29 12:30:00+02:00} from UTF-8. A
 * T may stand between date and time; seconds and zone may be left out; a timestamp may be a date
 * only.
 */
public final class DateTimeParsers {
  private static final String DATE_FORM = "YYYY-MM-DD";
  private static final String TIME_FORM = "HH:MM:SS";
  private static final String TIMESTAMP_FORM = "YYYY-MM-DD HH:MM:SS";

  private long text;
  private int position;
  private int end;
  private long day;
  private long micros;
  private long zoneMicros;

  private DateTimeParsers() {}

  public static long toDate(long text, int length) {
    DateTimeParsers parser = start(text, length);
    boolean valid = parser.date();
    if (valid && parser.position < parser.end) {
      // A timestamp is taken for its date.
      valid = parser.timeAfterDate() && parser.position == parser.end;
    }
    if (!valid) {
      throw fail(text, length, "DATE", DATE_FORM);
    }
    return parser.day;
  }

  public static long toTime(long text, int length) {
    DateTimeParsers parser = start(text, length);
    if (!parser.time() || parser.position != parser.end) {
      throw fail(text, length, "TIME", TIME_FORM);
    }
    return parser.micros;
  }

  /** Reads a timestamp; a zone is checked and left out, as the type has none. */
  public static long toTimestamp(long text, int length) {
    DateTimeParsers parser = timestamp(text, length, "TIMESTAMP");
    return parser.day * Calendar.MICROS_PER_DAY + parser.micros;
  }

  /** Reads an instant; without a zone it is in UTC. */
  public static long toInstant(long text, int length) {
    DateTimeParsers parser = timestamp(text, length, "TIMESTAMP WITH TIME ZONE");
    return parser.day * Calendar.MICROS_PER_DAY + parser.micros - parser.zoneMicros;
  }

  private static DateTimeParsers timestamp(long text, int length, String type) {
    DateTimeParsers parser = start(text, length);
    boolean valid = parser.date();
    if (valid && parser.position < parser.end) {
      valid = parser.timeAfterDate();
    }
    if (!valid || parser.position != parser.end) {
      throw fail(text, length, type, TIMESTAMP_FORM);
    }
    return parser;
  }

  private static DateTimeParsers start(long text, int length) {
    DateTimeParsers parser = new DateTimeParsers();
    int from = 0;
    int to = length;
    while (from < to && Memory.getByte(text + from) == ' ') {
      from++;
    }
    while (to > from && Memory.getByte(text + to - 1) == ' ') {
      to--;
    }
    parser.text = text;
    parser.position = from;
    parser.end = to;
    return parser;
  }

  private boolean date() {
    boolean negative = accept('-');
    long year = digits(1, 5);
    if (year < 0 || !accept('-')) {
      return false;
    }
    long month = digits(1, 2);
    if (month < 1 || month > 12 || !accept('-')) {
      return false;
    }
    long dayOfMonth = digits(1, 2);
    year = negative ? -year : year;
    if (dayOfMonth < 1 || dayOfMonth > Calendar.daysInMonth(year, (int) month)) {
      return false;
    }
    day = Calendar.day(year, month, dayOfMonth);
    return true;
  }

  private boolean timeAfterDate() {
    if (!accept('T') && !accept(' ')) {
      return false;
    }
    skipSpaces();
    return time() && (position == end || zone());
  }

  private boolean time() {
    long hour = digits(1, 2);
    if (hour < 0 || hour > 23 || !accept(':')) {
      return false;
    }
    long minute = digits(2, 2);
    if (minute < 0 || minute > 59) {
      return false;
    }
    micros = (hour * 60 + minute) * Calendar.MICROS_PER_MINUTE;
    if (!accept(':')) {
      return true;
    }
    long second = digits(2, 2);
    if (second < 0 || second > 59) {
      return false;
    }
    micros += second * Calendar.MICROS_PER_SECOND;
    return !accept('.') || fraction();
  }

  /** Reads at least one digit; those beyond microseconds are left out. */
  private boolean fraction() {
    int start = position;
    long unit = Calendar.MICROS_PER_SECOND / 10;
    while (position < end && isDigit(position)) {
      micros += (Memory.getByte(text + position) - '0') * unit;
      unit /= 10;
      position++;
    }
    return position > start;
  }

  private boolean zone() {
    skipSpaces();
    if (accept('Z') || accept('z')) {
      return true;
    }
    if (end - position == 3 && accept('U')) {
      return accept('T') && accept('C');
    }
    boolean negative = accept('-');
    if (!negative && !accept('+')) {
      return false;
    }
    long hours = digits(2, 2);
    accept(':');
    long minutes = position < end ? digits(2, 2) : 0;
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return false;
    }
    long total = (hours * 60 + minutes) * Calendar.MICROS_PER_MINUTE;
    zoneMicros = negative ? -total : total;
    return true;
  }

  private long digits(int least, int most) {
    int start = position;
    long value = 0;
    while (position < end && position - start < most && isDigit(position)) {
      value = value * 10 + (Memory.getByte(text + position) - '0');
      position++;
    }
    return position - start < least ? -1 : value;
  }

  private boolean isDigit(int offset) {
    byte b = Memory.getByte(text + offset);
    return b >= '0' && b <= '9';
  }

  private void skipSpaces() {
    while (position < end && Memory.getByte(text + position) == ' ') {
      position++;
    }
  }

  private boolean accept(char c) {
    if (position < end && Memory.getByte(text + position) == c) {
      position++;
      return true;
    }
    return false;
  }

  private static QueryException fail(long text, int length, String type, String form) {
    return NumberParsers.fail(text, length, type, form);
  }
}
