package dev.quern.parser.syntax;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Stands for the ALL of GROUP BY ALL and ORDER BY ALL until analysis expands it. */
public final class AllMarker extends SqlIdentifier {
  AllMarker(SqlParserPos position) {
    super("ALL", position);
  }
}
