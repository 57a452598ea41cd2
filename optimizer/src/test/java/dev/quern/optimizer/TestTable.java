package dev.quern.optimizer;

import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;

/** A table of the tests: columns with statistics, but no files. */
final class TestTable extends AbstractTable {
  private final ScanSource source;
  private final TableStatistics statistics;

  private TestTable(ScanSource source, TableStatistics statistics) {
    this.source = source;
    this.statistics = statistics;
  }

  /**
   * Returns a table.
   *
   * @param columns each {@code name TYPE [!] distinctCount [min max]}; an exclamation mark stands
   *     for NOT NULL
   */
  static TestTable of(String name, double rows, String... columns) {
    List<Field> fields = new ArrayList<>();
    List<ColumnStatistics> statistics = new ArrayList<>();
    for (String column : columns) {
      List<String> words = new ArrayList<>(List.of(column.split(" ")));
      boolean nullable = !words.remove("!");
      DataType type = DataType.parse(words.get(1));
      fields.add(new Field(words.get(0), type, nullable));
      double distinct = words.size() > 2 ? Double.parseDouble(words.get(2)) : -1;
      boolean hasRange = words.size() > 4;
      statistics.add(
          new ColumnStatistics(
              distinct,
              0,
              hasRange ? literal(words.get(3), type) : null,
              hasRange ? literal(words.get(4), type) : null,
              -1));
    }
    ScanSource source =
        new ScanSource(name, "csv", Map.of(), new Schema(fields), Schema.of(), List.of());
    return new TestTable(source, new TableStatistics(rows, statistics));
  }

  private static Literal literal(String text, DataType type) {
    if (type instanceof DataType.DateType) {
      return new Literal(LocalDate.parse(text).toEpochDay(), type);
    }
    if (type instanceof DataType.DecimalType) {
      return new Literal(new java.math.BigDecimal(text), type);
    }
    return new Literal(Long.valueOf(text), type);
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory factory) {
    RelDataTypeFactory.Builder builder = factory.builder();
    for (Field field : source.tableSchema().fields()) {
      builder.add(field.name(), type(factory, field.type())).nullable(field.nullable());
    }
    return builder.build();
  }

  private static RelDataType type(RelDataTypeFactory factory, DataType type) {
    if (type instanceof DataType.DecimalType decimal) {
      return factory.createSqlType(SqlTypeName.DECIMAL, decimal.precision(), decimal.scale());
    }
    if (type instanceof DataType.ListType list) {
      RelDataType element = factory.createTypeWithNullability(type(factory, list.element()), true);
      return factory.createArrayType(element, -1);
    }
    return factory.createSqlType(SqlTypeName.valueOf(type.sqlName().replace("FLOAT", "REAL")));
  }

  @Override
  public <C> C unwrap(Class<C> aClass) {
    if (aClass.isInstance(source)) {
      return aClass.cast(source);
    }
    return aClass.isInstance(statistics) ? aClass.cast(statistics) : super.unwrap(aClass);
  }
}
