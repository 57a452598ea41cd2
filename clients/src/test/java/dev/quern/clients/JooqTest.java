package dev.quern.clients;

import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Meta;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.codegen.GenerationTool;
import org.jooq.impl.DSL;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.OnError;
import org.jooq.meta.jaxb.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jOOQ's code generation from metadata, and queries that it renders. */
class JooqTest {
  @TempDir Path folder;
  @TempDir Path sources;

  @Test
  void generatesClassesFromMetadata() throws Exception {
    GenerationTool.generate(
        new Configuration()
            .withLogging(Logging.WARN)
            .withOnError(OnError.FAIL)
            .withJdbc(
                new Jdbc()
                    .withDriver("dev.quern.jdbc.QuernDriver")
                    .withUrl(SampleFolder.fill(folder)))
            .withGenerator(
                new Generator()
                    .withDatabase(
                        new Database()
                            .withName("org.jooq.meta.jdbc.JDBCDatabase")
                            .withInputSchema("main"))
                    .withTarget(
                        new Target().withPackageName("shop").withDirectory(sources.toString()))));
    String customers = Files.readString(find("Customers.java"));
    assertTrue(customers.contains("TableField<CustomersRecord, Integer> ID"), customers);
    assertTrue(customers.contains("SQLDataType.NUMERIC(9, 2)"), customers);
    assertTrue(customers.contains("SQLDataType.LOCALDATE"), customers);
    assertTrue(Files.readString(find("Orders.java")).contains("SQLDataType.LOCALDATETIME"));
    find("Spending.java");
  }

  private Path find(String name) throws Exception {
    try (var files = Files.walk(sources)) {
      List<Path> found = files.filter(file -> file.endsWith(name)).collect(Collectors.toList());
      assertEquals(1, found.size(), name);
      return found.get(0);
    }
  }

  @Test
  void runsRenderedQueries() throws Exception {
    try (Connection connection = DriverManager.getConnection(SampleFolder.fill(folder))) {
      DSLContext jooq = DSL.using(connection, SQLDialect.POSTGRES);
      Table<Record> orders = table(name("orders"));
      Field<Integer> customer = field(name("customer"), Integer.class);
      Field<Long> amount = field(name("amount"), Long.class);
      Result<?> totals =
          jooq.select(customer, sum(amount), count())
              .from(orders)
              .where(amount.gt(10L))
              .groupBy(customer)
              .having(sum(amount).gt(BigDecimal.ONE))
              .orderBy(customer)
              .limit(2)
              .offset(1)
              .fetch();
      assertEquals(2, totals.size());
      assertEquals(2, totals.get(0).get(customer));
      assertEquals(22, totals.get(0).get(2));
      // The dialect only shapes the SQL above; PostgreSQL's own catalog tables are not there.
      Meta meta = DSL.using(connection).meta();
      List<String> tables = meta.getTables().stream().map(Table::getName).sorted().toList();
      assertEquals(List.of("baskets", "customers", "orders", "spending"), tables);
    }
  }
}
