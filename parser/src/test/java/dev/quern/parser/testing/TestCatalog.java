package dev.quern.parser.testing;

import dev.quern.parser.catalog.Catalog;
import dev.quern.parser.catalog.CatalogEntry;
import dev.quern.parser.catalog.CatalogTable;
import dev.quern.parser.catalog.CatalogView;
import dev.quern.parser.catalog.FileCall;
import dev.quern.parser.syntax.ColumnDeclaration;
import dev.quern.parser.syntax.CreateExternalTable;
import dev.quern.parser.syntax.CreateView;
import dev.quern.parser.syntax.Statement;
import dev.quern.parser.syntax.StatementParser;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A catalog of declared tables without rows. Every path is a table of {@code a}, {@code b}. */
public final class TestCatalog implements Catalog {
  private final Map<String, CatalogEntry> entries = new LinkedHashMap<>();
  private final List<FileCall> opened = new ArrayList<>();

  /** Runs statements that create tables and views. */
  public TestCatalog run(String sql) {
    for (Statement statement : StatementParser.parse(sql)) {
      if (statement instanceof CreateExternalTable create) {
        add(String.join(".", create.name()), table(create));
      } else if (statement instanceof CreateView create) {
        String name = String.join(".", create.name());
        add(name, new CatalogView(name, create.query().sql(), create.columns()));
      } else {
        throw new IllegalArgumentException(statement.sql());
      }
    }
    return this;
  }

  /** Returns the calls that were opened so far. */
  public List<FileCall> opened() {
    return opened;
  }

  private void add(String name, CatalogEntry entry) {
    entries.put(name.toLowerCase(Locale.ROOT), entry);
  }

  private static CatalogTable table(CreateExternalTable create) {
    List<Field> fields = new ArrayList<>();
    for (ColumnDeclaration column : create.columns()) {
      DataType type = column.type();
      fields.add(
          new Field(column.name(), type == null ? DataTypes.VARCHAR : type, column.nullable()));
    }
    return table(String.join(".", create.name()), new Schema(fields));
  }

  private static CatalogTable table(String name, Schema schema) {
    ScanSource source =
        new ScanSource(name, "csv", Map.of(), schema, new Schema(List.of()), List.of());
    return new CatalogTable(source, new TableStatistics(1000, List.of()));
  }

  @Override
  public @Nullable CatalogEntry find(List<String> name) {
    return entries.get(String.join(".", name).toLowerCase(Locale.ROOT));
  }

  @Override
  public CatalogTable open(FileCall call) {
    opened.add(call);
    Schema schema = Schema.of(Field.of("a", DataTypes.INTEGER), Field.of("b", DataTypes.VARCHAR));
    return table(call.paths().get(0), schema);
  }

  @Override
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }
}
