package dev.quern.parser.analysis;

import dev.quern.plan.types.DataType;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The qualifiers of our two kinds of interval. */
final class Intervals {
  private Intervals() {}

  static SqlIntervalQualifier qualifier(DataType.IntervalType.Kind kind) {
    switch (kind) {
      case YEAR_MONTH:
        return new SqlIntervalQualifier(TimeUnit.YEAR, TimeUnit.MONTH, SqlParserPos.ZERO);
      case DAY_TIME:
        return new SqlIntervalQualifier(TimeUnit.DAY, TimeUnit.SECOND, SqlParserPos.ZERO);
    }
    throw new IllegalStateException("interval kind: " + kind);
  }
}
