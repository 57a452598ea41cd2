package dev.quern.parser.analysis;

import dev.quern.parser.syntax.TypeNames;
import dev.quern.plan.types.DataType;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.jspecify.annotations.Nullable;

/** Shows the tables of one query to the validator; there are no others. */
final class QuernCatalogReader extends CalciteCatalogReader {
  private QuernCatalogReader(
      CalciteSchema root, RelDataTypeFactory typeFactory, Properties properties) {
    super(root, List.of(), typeFactory, new CalciteConnectionConfigImpl(properties));
  }

  /** Returns a reader of these tables, each by the parts of its name. */
  static QuernCatalogReader of(Map<List<String>, Table> tables, RelDataTypeFactory typeFactory) {
    CalciteSchema root = CalciteSchema.createRootSchema(false, false, "");
    tables.forEach((name, table) -> schemaOf(root, name).add(name.get(name.size() - 1), table));
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    return new QuernCatalogReader(root, typeFactory, properties);
  }

  private static CalciteSchema schemaOf(CalciteSchema root, List<String> name) {
    CalciteSchema schema = root;
    for (String part : name.subList(0, name.size() - 1)) {
      CalciteSchema inner = schema.getSubSchema(part, false);
      schema = inner == null ? schema.add(part, new AbstractSchema()) : inner;
    }
    return schema;
  }

  /** Returns the type of a name that is no keyword, such as TEXT. */
  @Override
  public @Nullable RelDataType getNamedType(SqlIdentifier typeName) {
    DataType type = typeName.isSimple() ? TypeNames.named(typeName.getSimple()) : null;
    return type == null ? null : RelTypes.relType(typeFactory, type, false);
  }

  /** Functions are known by the operator table alone. */
  @Override
  public void lookupOperatorOverloads(
      SqlIdentifier name,
      @Nullable SqlFunctionCategory category,
      SqlSyntax syntax,
      List<SqlOperator> operators,
      SqlNameMatcher nameMatcher) {}

  @Override
  public List<SqlOperator> getOperatorList() {
    return List.of();
  }
}
