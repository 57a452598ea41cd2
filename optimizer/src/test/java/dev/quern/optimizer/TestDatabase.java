package dev.quern.optimizer;

import dev.quern.optimizer.physical.OptimizerSettings;
import dev.quern.optimizer.stages.PhysicalPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/** Turns SQL over test tables into algebra with Calcite alone. */
final class TestDatabase {
  private final Map<String, TestTable> tables = new LinkedHashMap<>();

  TestDatabase with(String name, double rows, String... columns) {
    tables.put(name, TestTable.of(name, rows, columns));
    return this;
  }

  PhysicalPlan plan(String sql) {
    return plan(sql, OptimizerSettings.of(1, 2));
  }

  PhysicalPlan plan(String sql, OptimizerSettings settings) {
    return Optimizer.optimize(algebra(sql), settings);
  }

  RelRoot algebra(String sql) {
    try {
      SqlNode parsed =
          SqlParser.create(
                  sql,
                  SqlParser.config()
                      .withConformance(SqlConformanceEnum.BABEL)
                      .withUnquotedCasing(Casing.UNCHANGED)
                      .withCaseSensitive(false))
              .parseQuery();
      RelDataTypeFactory types = new JavaTypeFactoryImpl(new TestTypeSystem());
      CalciteCatalogReader catalog = catalog(types);
      SqlValidator validator =
          SqlValidatorUtil.newValidator(
              SqlStdOperatorTable.instance(),
              catalog,
              types,
              SqlValidator.Config.DEFAULT.withConformance(SqlConformanceEnum.BABEL));
      HepPlanner planner = new HepPlanner(HepProgram.builder().build(), Contexts.empty());
      planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
      SqlToRelConverter converter =
          new SqlToRelConverter(
              (rowType, query, schemaPath, viewPath) -> {
                throw new UnsupportedOperationException("views");
              },
              validator,
              catalog,
              RelOptCluster.create(planner, new RexBuilder(types)),
              StandardConvertletTable.INSTANCE,
              SqlToRelConverter.config()
                  .withExpand(false)
                  .withTrimUnusedFields(false)
                  .withInSubQueryThreshold(Integer.MAX_VALUE));
      return converter.convertQuery(validator.validate(parsed), false, true);
    } catch (SqlParseException e) {
      throw new IllegalArgumentException(sql, e);
    }
  }

  private CalciteCatalogReader catalog(RelDataTypeFactory types) {
    CalciteSchema schema = CalciteSchema.createRootSchema(false);
    tables.forEach(schema::add);
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    List<String> path = new ArrayList<>();
    return new CalciteCatalogReader(
        schema, path, types, new CalciteConnectionConfigImpl(properties));
  }

  /** Decimals of 38 digits, wide sums and exact averages, as in the product. */
  private static final class TestTypeSystem extends RelDataTypeSystemImpl {
    @Override
    public int getMaxPrecision(SqlTypeName typeName) {
      return typeName == SqlTypeName.DECIMAL ? 38 : super.getMaxPrecision(typeName);
    }

    @Override
    public int getMaxScale(SqlTypeName typeName) {
      return typeName == SqlTypeName.DECIMAL ? 38 : super.getMaxScale(typeName);
    }

    @Override
    public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
      RelDataType type =
          switch (argument.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER -> factory.createSqlType(SqlTypeName.BIGINT);
            case BIGINT -> factory.createSqlType(SqlTypeName.DECIMAL, 38, 0);
            case DECIMAL -> factory.createSqlType(SqlTypeName.DECIMAL, 38, argument.getScale());
            default -> argument;
          };
      return factory.createTypeWithNullability(type, argument.isNullable());
    }

    @Override
    public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
      return factory.createTypeWithNullability(
          factory.createSqlType(SqlTypeName.DOUBLE), argument.isNullable());
    }
  }
}
