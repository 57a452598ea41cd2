package dev.quern.plan.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the names that {@link DataType#sqlName()} writes, and the usual synonyms, by recursive
 * descent.
 */
final class DataTypeParser {
  private final String text;
  private int position;

  DataTypeParser(String text) {
    this.text = text;
  }

  DataType parse() {
    DataType type = type();
    skipSpace();
    if (position != text.length()) {
      throw unexpected();
    }
    return type;
  }

  private DataType type() {
    DataType type = plainType();
    while (acceptSymbol('[')) {
      expectSymbol(']');
      type = new DataType.ListType(type);
    }
    return type;
  }

  private DataType plainType() {
    String word = word();
    switch (word) {
      case "BOOLEAN":
      case "BOOL":
        return DataTypes.BOOLEAN;
      case "TINYINT":
        return DataTypes.TINYINT;
      case "SMALLINT":
        return DataTypes.SMALLINT;
      case "INTEGER":
      case "INT":
        return DataTypes.INTEGER;
      case "BIGINT":
      case "LONG":
        return DataTypes.BIGINT;
      case "FLOAT":
      case "REAL":
        return DataTypes.FLOAT;
      case "DOUBLE":
        accept("PRECISION");
        return DataTypes.DOUBLE;
      case "DECIMAL":
      case "NUMERIC":
        return decimal();
      case "DATE":
        return DataTypes.DATE;
      case "TIME":
        return DataTypes.TIME;
      case "TIMESTAMP":
        if (accept("WITH")) {
          expectWord("TIME");
          expectWord("ZONE");
          return DataTypes.TIMESTAMP_WITH_TIME_ZONE;
        }
        return DataTypes.TIMESTAMP;
      case "INTERVAL":
        return interval();
      case "VARCHAR":
      case "CHAR":
      case "TEXT":
      case "STRING":
        skipLength();
        return DataTypes.VARCHAR;
      case "VARBINARY":
      case "BLOB":
        skipLength();
        return DataTypes.VARBINARY;
      case "LIST":
        return list();
      case "MAP":
        return map();
      case "STRUCT":
        return struct();
      case "NULL":
        return DataTypes.NULL;
      default:
        throw unexpected();
    }
  }

  private DataType decimal() {
    if (!acceptSymbol('(')) {
      return DataType.decimal(18, 3);
    }
    int precision = number();
    int scale = acceptSymbol(',') ? number() : 0;
    expectSymbol(')');
    return DataType.decimal(precision, scale);
  }

  private DataType interval() {
    if (accept("YEAR")) {
      expectWord("TO");
      expectWord("MONTH");
      return DataTypes.INTERVAL_YEAR_MONTH;
    }
    expectWord("DAY");
    expectWord("TO");
    expectWord("SECOND");
    return DataTypes.INTERVAL_DAY_TIME;
  }

  private DataType list() {
    char end = open();
    DataType element = type();
    expectSymbol(end);
    return new DataType.ListType(element);
  }

  private DataType map() {
    char end = open();
    DataType key = type();
    expectSymbol(',');
    DataType value = type();
    expectSymbol(end);
    return new DataType.MapType(key, value);
  }

  private DataType struct() {
    List<Field> members = new ArrayList<>();
    char end = open();
    while (!acceptSymbol(end)) {
      if (!members.isEmpty()) {
        expectSymbol(',');
      }
      members.add(new Field(memberName(), type(), true));
    }
    return new DataType.StructType(members);
  }

  private void skipLength() {
    if (acceptSymbol('(')) {
      number();
      expectSymbol(')');
    }
  }

  private String word() {
    skipSpace();
    int start = position;
    while (position < text.length() && Character.isLetter(text.charAt(position))) {
      position++;
    }
    return text.substring(start, position).toUpperCase(Locale.ROOT);
  }

  private boolean accept(String expected) {
    int start = position;
    if (word().equals(expected)) {
      return true;
    }
    position = start;
    return false;
  }

  private void expectWord(String expected) {
    if (!accept(expected)) {
      throw unexpected();
    }
  }

  private boolean acceptSymbol(char symbol) {
    skipSpace();
    if (position < text.length() && text.charAt(position) == symbol) {
      position++;
      return true;
    }
    return false;
  }

  private void expectSymbol(char symbol) {
    if (!acceptSymbol(symbol)) {
      throw unexpected();
    }
  }

  private int number() {
    skipSpace();
    int start = position;
    while (position < text.length() && Character.isDigit(text.charAt(position))) {
      position++;
    }
    if (start == position || position - start > 9) {
      throw unexpected();
    }
    return Integer.parseInt(text.substring(start, position));
  }

  /** Reads the bracket that opens the arguments of a type and returns the one that closes them. */
  private char open() {
    if (acceptSymbol('(')) {
      return ')';
    }
    expectSymbol('<');
    return '>';
  }

  private String memberName() {
    skipSpace();
    if (position < text.length() && text.charAt(position) == '"') {
      return quoted();
    }
    int start = position;
    while (position < text.length() && Character.isJavaIdentifierPart(text.charAt(position))) {
      position++;
    }
    if (start == position) {
      throw unexpected();
    }
    return text.substring(start, position);
  }

  private String quoted() {
    expectSymbol('"');
    StringBuilder name = new StringBuilder();
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c != '"') {
        name.append(c);
      } else if (position < text.length() && text.charAt(position) == '"') {
        name.append('"');
        position++;
      } else {
        return name.toString();
      }
    }
    throw unexpected();
  }

  private void skipSpace() {
    while (position < text.length() && text.charAt(position) == ' ') {
      position++;
    }
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException(
        "not a data type: \"" + text + "\" (at character " + (position + 1) + ")");
  }
}
