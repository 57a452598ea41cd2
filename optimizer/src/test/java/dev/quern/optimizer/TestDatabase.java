package dev.quern.optimizer;

import dev.quern.optimizer.physical.OptimizerSettings;
import dev.quern.optimizer.stages.PhysicalPlan;
import dev.quern.parser.analysis.Analyzer;
import dev.quern.parser.catalog.Catalog;
import dev.quern.parser.catalog.CatalogEntry;
import dev.quern.parser.catalog.CatalogTable;
import dev.quern.parser.catalog.FileCall;
import dev.quern.parser.syntax.StatementParser;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelRoot;

/** Tables with statistics but without files, and plans of queries over them. */
final class TestDatabase implements Catalog {
  private final Map<String, CatalogTable> tables = new LinkedHashMap<>();
  private final Analyzer analyzer = new Analyzer(List.of());

  /**
   * Adds a table.
   *
   * @param columns each {@code name TYPE [!] distinctCount [min max]}; an exclamation mark stands
   *     for NOT NULL
   */
  TestDatabase with(String name, double rows, String... columns) {
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
    tables.put(name, new CatalogTable(source, new TableStatistics(rows, statistics)));
    return this;
  }

  PhysicalPlan plan(String sql) {
    return plan(sql, OptimizerSettings.of(1, 2));
  }

  PhysicalPlan plan(String sql, OptimizerSettings settings) {
    return Optimizer.optimize(algebra(sql), settings);
  }

  RelRoot algebra(String sql) {
    return analyzer.analyze(StatementParser.parseQuery(sql), this, List.of()).root();
  }

  @Override
  public CatalogEntry find(List<String> name) {
    return tables.get(String.join(".", name));
  }

  @Override
  public CatalogTable open(FileCall call) {
    throw new UnsupportedOperationException("no files: " + call.paths());
  }

  @Override
  public List<String> names() {
    return List.copyOf(tables.keySet());
  }

  private static Literal literal(String text, DataType type) {
    if (type instanceof DataType.DateType) {
      return new Literal(LocalDate.parse(text).toEpochDay(), type);
    }
    return type instanceof DataType.DecimalType
        ? new Literal(new BigDecimal(text), type)
        : new Literal(Long.valueOf(text), type);
  }
}
