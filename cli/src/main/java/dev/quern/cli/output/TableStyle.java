package dev.quern.cli.output;

/**
 * How tables are drawn.
 *
 * @param screenWidth columns of the screen that a table must fit, 0 = it may be of any width
 * @param nullText what stands for NULL
 * @param dimsNull whether NULL is told from text by its colour
 */
public record TableStyle(int screenWidth, String nullText, boolean dimsNull) {
  /** For files and pipes. */
  public static final TableStyle PLAIN = new TableStyle(0, "NULL", false);
}
