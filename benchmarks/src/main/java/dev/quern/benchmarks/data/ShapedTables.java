package dev.quern.benchmarks.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tables of awkward shapes: very many columns, very many files, long texts. */
final class ShapedTables {
  private static final int WIDE_COLUMNS = 500;

  /** Rows of some 50 bytes: 50 KB for each file. */
  private static final int ROWS_PER_SMALL_FILE = 1000;

  private static final int DAYS = 3650;
  private static final List<String> KINDS =
      List.of("order", "payment", "delivery", "return", "question");
  private static final List<String> WORDS =
      List.of(
          "amber", "basin", "cobalt", "dune", "ember", "fjord", "grove", "harbour", "inlet",
          "juniper", "kelp", "lagoon", "meadow", "nectar", "orchard", "pebble");

  private ShapedTables() {}

  /** 500 columns of five types in turn: BIGINT, DECIMAL, DOUBLE, VARCHAR, DATE. */
  static DataSet wide(long rows, int files) {
    List<GeneratedColumn> columns = new ArrayList<>();
    for (int i = 0; i < WIDE_COLUMNS; i++) {
      columns.add(wideColumn(i));
    }
    return new GeneratedDataSet(
        "wide-" + rows, List.of(new GeneratedTable("wide", columns, rows, files)));
  }

  private static GeneratedColumn wideColumn(int number) {
    String name = String.format(Locale.ROOT, "c%03d", number);
    return switch (number % 5) {
      case 0 -> GeneratedColumn.ofBigInt(name, row -> RowHash.below(number, row, 1000));
      case 1 -> GeneratedColumn.ofMoney(name, row -> RowHash.below(number, row, 1_000_000));
      case 2 -> GeneratedColumn.ofDouble(name, row -> GroupingTables.measure(number, row));
      case 3 ->
          GeneratedColumn.ofText(
              name, row -> WORDS.get((int) RowHash.below(number, row, WORDS.size())));
      default -> GeneratedColumn.ofDate(name, row -> 10_000 + RowHash.below(number, row, DAYS));
    };
  }

  /** Events in files of 1,000 rows or 50 KB each: 2e7 rows make 20,000 files. */
  static DataSet smallFiles(long rows) {
    int files = Math.toIntExact(Math.max(1, rows / ROWS_PER_SMALL_FILE));
    return events("files-" + rows, rows, files);
  }

  /** Events: a key in order, a day, a kind, an amount and a note. */
  static DataSet events(String name, long rows, int files) {
    List<GeneratedColumn> columns =
        List.of(
            GeneratedColumn.ofBigInt("id", row -> 1_000_000_000L + row),
            GeneratedColumn.ofDate("day", row -> 18_000 + RowHash.below(1, row, DAYS)),
            GeneratedColumn.ofText(
                "kind", row -> KINDS.get((int) RowHash.below(2, row, KINDS.size()))),
            GeneratedColumn.ofMoney("amount", row -> RowHash.below(3, row, 10_000_000)),
            GeneratedColumn.ofText(
                "note",
                row ->
                    WORDS.get((int) RowHash.below(4, row, WORDS.size()))
                        + RowHash.below(5, row, 10_000)));
    return new GeneratedDataSet(name, List.of(new GeneratedTable("events", columns, rows, files)));
  }

  /** Texts of 5 to 15 KB; one in four is the same as an earlier one. */
  static DataSet longTexts(long rows, int files) {
    List<GeneratedColumn> columns =
        List.of(
            GeneratedColumn.ofBigInt("id", row -> row),
            GeneratedColumn.ofInteger("topic", row -> RowHash.below(1, row, 50)),
            GeneratedColumn.ofText(
                "body", row -> body(row % 4 == 3 ? RowHash.below(2, row, row) : row)));
    return new GeneratedDataSet(
        "texts-" + rows, List.of(new GeneratedTable("texts", columns, rows, files)));
  }

  private static String body(long number) {
    long words = 800 + RowHash.below(3, number, 1600);
    StringBuilder text = new StringBuilder();
    for (long i = 0; i < words; i++) {
      text.append(WORDS.get((int) RowHash.below(number, i, WORDS.size()))).append(' ');
    }
    return text.append(number).toString();
  }
}
