package dev.quern.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import schemacrawler.schema.Catalog;
import schemacrawler.schema.Column;
import schemacrawler.schema.ColumnDataType;
import schemacrawler.schema.Routine;
import schemacrawler.schema.Table;
import schemacrawler.schemacrawler.LimitOptionsBuilder;
import schemacrawler.schemacrawler.LoadOptionsBuilder;
import schemacrawler.schemacrawler.SchemaCrawlerOptions;
import schemacrawler.schemacrawler.SchemaCrawlerOptionsBuilder;
import schemacrawler.schemacrawler.SchemaInfoLevelBuilder;
import schemacrawler.tools.utility.SchemaCrawlerUtility;
import us.fatehi.utility.datasource.DatabaseConnectionSource;
import us.fatehi.utility.datasource.DatabaseConnectionSources;
import us.fatehi.utility.datasource.MultiUseUserCredentials;

/** SchemaCrawler asks for all metadata there is. */
class SchemaCrawlerTest {
  @TempDir Path folder;

  @Test
  void findsAllTablesColumnsTypesAndFunctions() throws Exception {
    String url = SampleFolder.fill(folder);
    Set<String> complaints = new TreeSet<>();
    Logger logger = Logger.getLogger("schemacrawler");
    logger.addHandler(new Complaints(complaints));
    SchemaCrawlerOptions options =
        SchemaCrawlerOptionsBuilder.newSchemaCrawlerOptions()
            .withLimitOptions(LimitOptionsBuilder.builder().includeAllRoutines().toOptions())
            .withLoadOptions(
                LoadOptionsBuilder.builder()
                    .withSchemaInfoLevel(SchemaInfoLevelBuilder.maximum())
                    .toOptions());
    Catalog catalog;
    try (DatabaseConnectionSource source =
        DatabaseConnectionSources.newDatabaseConnectionSource(
            url, new MultiUseUserCredentials("", ""))) {
      catalog = SchemaCrawlerUtility.getCatalog(source, options);
    }

    assertEquals(
        List.of("baskets VIEW", "customers BASE", "orders BASE", "spending VIEW"),
        catalog.getTables().stream().map(SchemaCrawlerTest::nameAndKind).sorted().toList());
    Table customers = table(catalog, "customers");
    assertEquals(
        List.of("id INTEGER", "name VARCHAR", "city VARCHAR", "joined DATE", "credit DECIMAL"),
        customers.getColumns().stream().map(SchemaCrawlerTest::nameAndType).toList());
    assertEquals(2, customers.lookupColumn("credit").orElseThrow().getDecimalDigits());
    assertEquals(
        List.of("id", "customer", "amount", "placed", "year"),
        table(catalog, "orders").getColumns().stream().map(Column::getName).toList());
    Set<String> types =
        catalog.getColumnDataTypes().stream()
            .map(ColumnDataType::getName)
            .collect(Collectors.toSet());
    assertTrue(types.containsAll(Set.of("BIGINT", "DECIMAL", "VARCHAR", "TIMESTAMP")), "" + types);
    Set<String> routines =
        catalog.getRoutines().stream().map(Routine::getName).collect(Collectors.toSet());
    assertTrue(routines.containsAll(Set.of("upper", "date_trunc")), "" + routines);
    assertEquals("Quern", catalog.getDatabaseInfo().getDatabaseProductName());
    assertEquals("dev.quern.jdbc.QuernDriver", catalog.getJdbcDriverInfo().getDriverClassName());
    assertEquals(Set.of(), complaints);
  }

  private static Table table(Catalog catalog, String name) {
    return catalog.getTables().stream().filter(t -> t.getName().equals(name)).findFirst().get();
  }

  private static String nameAndKind(Table table) {
    return table.getName() + (table.getTableType().isView() ? " VIEW" : " BASE");
  }

  private static String nameAndType(Column column) {
    return column.getName() + " " + column.getColumnDataType().getName();
  }

  /** Collects what SchemaCrawler could not read: it logs such failures and goes on. */
  private static final class Complaints extends Handler {
    private final Set<String> messages;

    Complaints(Set<String> messages) {
      this.messages = messages;
    }

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() >= Level.WARNING.intValue() && record.getThrown() != null) {
        messages.add(record.getMessage() + ": " + record.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
