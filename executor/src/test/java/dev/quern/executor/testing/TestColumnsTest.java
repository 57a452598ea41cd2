package dev.quern.executor.testing;

import static dev.quern.executor.testing.TestColumns.booleans;
import static dev.quern.executor.testing.TestColumns.column;
import static dev.quern.executor.testing.TestColumns.dates;
import static dev.quern.executor.testing.TestColumns.decimals;
import static dev.quern.executor.testing.TestColumns.doubles;
import static dev.quern.executor.testing.TestColumns.ints;
import static dev.quern.executor.testing.TestColumns.lists;
import static dev.quern.executor.testing.TestColumns.strings;
import static dev.quern.executor.testing.TestRows.assertEmits;
import static dev.quern.executor.testing.TestRows.row;

import dev.quern.plan.types.DataTypes;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestColumnsTest {
  @Test
  void readsBackWhatWasWritten() {
    try (TestTaskContext context = TestTaskContext.create()) {
      assertEmits(
          context.openExchange(
              context.input(
                  0,
                  2,
                  ints(1, null, -3),
                  doubles(0.5, null, -1.0),
                  booleans(true, null, false),
                  strings("a", null, "ü€"),
                  dates("1970-01-02", null, "1969-12-31"),
                  decimals(10, 2, "1.50", null, "-3"),
                  decimals(38, 1, "12345678901234567890.5", null, "-3"),
                  lists(DataTypes.INTEGER, List.of(1L, 2L), null, List.of()),
                  column(DataTypes.INTERVAL_DAY_TIME, 7, null, -7))),
          row(
              1,
              0.5,
              true,
              "a",
              1,
              new BigDecimal("1.50"),
              new BigDecimal("12345678901234567890.5"),
              List.of(1L, 2L),
              7),
          row(null, null, null, null, null, null, null, null, null),
          row(
              -3,
              -1.0,
              false,
              "ü€",
              -1,
              new BigDecimal("-3.00"),
              new BigDecimal("-3.0"),
              List.of(),
              -7));
    }
  }
}
