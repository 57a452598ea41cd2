package dev.quern.benchmarks.slt;

import java.util.List;
import java.util.Random;

/**
 * A column that a random query may name.
 *
 * @param name as it is written, perhaps with the alias of its table
 */
record RandomColumn(String name, Kind kind) {
  /** The types, with few values each, so that equal ones are frequent. */
  enum Kind {
    INTEGER("INTEGER") {
      @Override
      String literal(Random random) {
        return Integer.toString(random.nextInt(11) - 4);
      }
    },
    BIGINT("BIGINT") {
      @Override
      String literal(Random random) {
        return "CAST(" + (random.nextInt(7) - 2) + " AS BIGINT)";
      }
    },
    DECIMAL("DECIMAL(10,2)") {
      @Override
      String literal(Random random) {
        return "CAST("
            + pick(random, "0", "1.5", "-2.25", "3.1", "7", "0.01")
            + " AS DECIMAL(10,2))";
      }
    },
    DOUBLE("DOUBLE") {
      @Override
      String literal(Random random) {
        return "CAST(" + (random.nextInt(13) - 6) / 4.0 + " AS DOUBLE)";
      }
    },
    TEXT("VARCHAR") {
      @Override
      String literal(Random random) {
        return pick(random, "''", "'a'", "'b'", "'ab'", "'A b'", "'a%'", "'7'", "'ä'");
      }
    },
    BOOLEAN("BOOLEAN") {
      @Override
      String literal(Random random) {
        return pick(random, "true", "false");
      }
    },
    DATE("DATE") {
      @Override
      String literal(Random random) {
        return "DATE '"
            + pick(random, "2020-02-29", "2019-12-31", "2020-01-01", "1969-07-20")
            + "'";
      }
    },
    TIMESTAMP("TIMESTAMP") {
      @Override
      String literal(Random random) {
        return "TIMESTAMP '"
            + pick(random, "2020-02-29 00:00:00", "2020-02-29 12:30:15", "1969-07-20 23:59:59.5")
            + "'";
      }
    };

    private final String sql;

    Kind(String sql) {
      this.sql = sql;
    }

    String sql() {
      return sql;
    }

    /** Returns a value that is not NULL. */
    abstract String literal(Random random);

    boolean isNumber() {
      return ordinal() <= DOUBLE.ordinal();
    }

    static Kind any(Random random) {
      return values()[random.nextInt(values().length)];
    }

    private static String pick(Random random, String... values) {
      return List.of(values).get(random.nextInt(values.length));
    }
  }
}
