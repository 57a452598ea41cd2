package dev.quern.parser.syntax;

import java.util.Set;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.validate.SqlAbstractConformance;
import org.apache.calcite.sql.validate.SqlConformance;

/** What our SQL allows where dialects differ: PostgreSQL's way wherever Calcite can. */
public final class Dialect {
  /** Nulls count as larger than any value: last ascending, first descending. */
  public static final NullCollation NULL_COLLATION = NullCollation.HIGH;

  /** The reserved words, in lower case, that give the current time without parentheses. */
  public static final Set<String> TIME_WORDS =
      Set.of("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp");

  public static final SqlConformance CONFORMANCE = new Conformance();

  private Dialect() {}

  private static final class Conformance extends SqlAbstractConformance {
    @Override
    public boolean isGroupByAlias() {
      return true;
    }

    @Override
    public boolean isGroupByOrdinal() {
      return true;
    }

    @Override
    public boolean isHavingAlias() {
      return true;
    }

    @Override
    public boolean isSortByOrdinal() {
      return true;
    }

    @Override
    public boolean isSortByAlias() {
      return true;
    }

    @Override
    public boolean isFromRequired() {
      return false;
    }

    @Override
    public boolean isBangEqualAllowed() {
      return true;
    }

    @Override
    public boolean isPercentRemainderAllowed() {
      return true;
    }

    @Override
    public boolean isMinusAllowed() {
      return true;
    }

    @Override
    public boolean isLimitStartCountAllowed() {
      return false;
    }

    @Override
    public boolean isOffsetLimitAllowed() {
      return true;
    }

    @Override
    public boolean isValueAllowed() {
      return true;
    }

    @Override
    public boolean allowNiladicParentheses() {
      return true;
    }

    @Override
    public boolean allowCharLiteralAlias() {
      return false;
    }

    @Override
    public boolean allowExplicitRowValueConstructor() {
      return true;
    }

    @Override
    public boolean allowLenientCoercion() {
      return false;
    }

    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
      return true;
    }

    @Override
    public SqlLibrary semantics() {
      return SqlLibrary.POSTGRESQL;
    }
  }
}
