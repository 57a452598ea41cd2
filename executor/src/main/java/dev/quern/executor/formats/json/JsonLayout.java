package dev.quern.executor.formats.json;

import java.util.Locale;
import java.util.Optional;

/** How the records of a file stand in it. */
enum JsonLayout {
  /** One object a line. */
  LINES("newline_delimited"),
  /** One array of objects. */
  ARRAY("array"),
  /** One object, or several with blanks between them, each over any number of lines. */
  VALUES("unstructured");

  private final String optionValue;

  JsonLayout(String optionValue) {
    this.optionValue = optionValue;
  }

  /** Returns the layout that a value of the option {@code layout} stands for. */
  static Optional<JsonLayout> byName(String name) {
    switch (name.toLowerCase(Locale.ROOT)) {
      case "newline_delimited":
      case "nd":
      case "lines":
        return Optional.of(LINES);
      case "array":
        return Optional.of(ARRAY);
      case "unstructured":
      case "values":
        return Optional.of(VALUES);
      default:
        return Optional.empty();
    }
  }

  String optionValue() {
    return optionValue;
  }
}
