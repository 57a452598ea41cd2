package dev.quern.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's templates, its translation of errors and its transactions. */
class SpringJdbcTest {
  @TempDir Path folder;
  private DriverManagerDataSource source;

  record Customer(int id, String name, LocalDate joined, BigDecimal credit) {}

  @BeforeEach
  void open() throws Exception {
    source = new DriverManagerDataSource(SampleFolder.fill(folder));
  }

  @Test
  void mapsRowsWithNamedAndListedParameters() {
    List<Customer> customers =
        new NamedParameterJdbcTemplate(source)
            .query(
                "SELECT * FROM customers WHERE id IN (:ids) ORDER BY id",
                Map.of("ids", List.of(1, 2)),
                new DataClassRowMapper<>(Customer.class));
    assertEquals(
        new Customer(1, "Ada", LocalDate.of(2020, 1, 31), new BigDecimal("10.50")),
        customers.get(0));
    assertEquals(2, customers.size());
    JdbcTemplate template = new JdbcTemplate(source);
    assertEquals(5050L, template.queryForObject("SELECT sum(amount) FROM orders", Long.class));
    assertEquals(SampleFolder.CUSTOMERS, template.queryForList("SELECT * FROM spending").size());
    template.setFetchSize(7);
    template.setMaxRows(3);
    assertEquals(3, template.queryForList("SELECT * FROM orders").size());
    assertEquals(
        "Ada",
        JdbcClient.create(source)
            .sql("SELECT name FROM customers WHERE city = ? AND credit > ?")
            .params("London", new BigDecimal("1.5"))
            .query(String.class)
            .single());
  }

  @Test
  void translatesErrors() {
    JdbcTemplate template = new JdbcTemplate(source);
    assertThrows(BadSqlGrammarException.class, () -> template.queryForList("SELEC 1"));
    assertThrows(BadSqlGrammarException.class, () -> template.queryForList("SELECT * FROM none"));
    template.setQueryTimeout(1);
    assertThrows(
        QueryTimeoutException.class,
        () ->
            template.queryForList(
                "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range < 0"));
  }

  @Test
  void readsInsideATransaction() {
    TransactionTemplate transaction =
        new TransactionTemplate(new DataSourceTransactionManager(source));
    transaction.setReadOnly(true);
    Long rows =
        transaction.execute(
            status ->
                new JdbcTemplate(source).queryForObject("SELECT count(*) FROM orders", Long.class));
    assertEquals(Long.valueOf(SampleFolder.ORDERS), rows);
  }
}
