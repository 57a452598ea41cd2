package dev.quern.engine.catalog;

import dev.quern.executor.formats.series.Series;
import dev.quern.parser.catalog.CatalogTable;
import dev.quern.parser.catalog.FileCall;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.statistics.TableStatistics;
import java.util.List;

/** The table that {@code range(...)} or {@code generate_series(...)} stands for. */
final class SeriesTable {
  private static final int BYTES = 8;

  private SeriesTable() {}

  /**
   * Returns the table.
   *
   * @throws QueryException INVALID_ARGUMENT if the step is zero
   */
  static CatalogTable of(FileCall call) {
    boolean isInclusive = call.function().equals("generate_series");
    List<Long> numbers = call.paths().stream().map(Long::valueOf).toList();
    if (numbers.size() == 3 && numbers.get(2) == 0) {
      throw new QueryException(
          ErrorCode.INVALID_ARGUMENT, call.function() + " needs a step other than 0");
    }
    Series series =
        switch (numbers.size()) {
          case 0 -> Series.EMPTY;
          case 1 -> Series.of(0, numbers.get(0), 1, isInclusive);
          case 2 -> Series.of(numbers.get(0), numbers.get(1), 1, isInclusive);
          default -> Series.of(numbers.get(0), numbers.get(1), numbers.get(2), isInclusive);
        };
    ColumnStatistics statistics =
        series.count() == 0
            ? ColumnStatistics.UNKNOWN
            : new ColumnStatistics(
                series.count(),
                0,
                Literal.of(Math.min(series.value(0), series.value(series.count() - 1))),
                Literal.of(Math.max(series.value(0), series.value(series.count() - 1))),
                BYTES);
    return new CatalogTable(
        series.source(call.function()), new TableStatistics(series.count(), List.of(statistics)));
  }
}
