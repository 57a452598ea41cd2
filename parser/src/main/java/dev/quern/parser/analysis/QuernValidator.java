package dev.quern.parser.analysis;

import dev.quern.parser.syntax.Dialect;
import java.util.List;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.validate.SqlValidatorImpl;

/** Calcite's validator with our dialect. */
final class QuernValidator extends SqlValidatorImpl {
  private static final Config CONFIG =
      Config.DEFAULT
          .withConformance(Dialect.CONFORMANCE)
          .withDefaultNullCollation(Dialect.NULL_COLLATION)
          .withIdentifierExpansion(true);

  QuernValidator(
      SqlOperatorTable operators,
      QuernCatalogReader catalogReader,
      RelDataTypeFactory typeFactory) {
    super(operators, catalogReader, typeFactory, CONFIG);
  }

  /** Returns the names of the columns of a query. */
  List<String> columnNames(SqlNode query) {
    return getValidatedNodeType(validate(query)).getFieldNames();
  }
}
