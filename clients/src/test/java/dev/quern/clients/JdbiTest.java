package dev.quern.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jdbi's binding, mapping and streaming. */
class JdbiTest {
  @TempDir Path folder;

  /** A row of the table of customers. */
  public record Customer(
      int id, String name, Optional<String> city, LocalDate joined, BigDecimal credit) {}

  @Test
  void bindsMapsAndStreams() throws Exception {
    Jdbi jdbi = Jdbi.create(SampleFolder.fill(folder));
    jdbi.registerRowMapper(ConstructorMapper.factory(Customer.class));
    List<Customer> customers =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery("SELECT * FROM customers WHERE joined >= :from ORDER BY id")
                    .bind("from", LocalDate.of(2021, 1, 1))
                    .mapTo(Customer.class)
                    .list());
    assertEquals(3, customers.size());
    assertEquals(
        new Customer(
            2, "Émile", Optional.of("Paris"), LocalDate.of(2021, 2, 28), new BigDecimal("20.25")),
        customers.get(0));
    assertEquals(Optional.empty(), customers.get(2).city());

    List<Integer> ids =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery("SELECT id FROM customers WHERE city IN (<cities>) ORDER BY id")
                    .bindList("cities", List.of("Paris", "London"))
                    .mapTo(Integer.class)
                    .list());
    assertEquals(List.of(1, 2), ids);
    assertEquals(
        List.of("a", "b"),
        jdbi.withHandle(
            handle ->
                handle
                    .registerArrayType(String.class, "VARCHAR")
                    .createQuery("SELECT items FROM baskets")
                    .mapTo(new org.jdbi.v3.core.generic.GenericType<List<String>>() {})
                    .one()));
    long sum =
        jdbi.withHandle(
            handle -> {
              try (Stream<Long> amounts =
                  handle
                      .createQuery("SELECT amount FROM orders")
                      .setFetchSize(10)
                      .mapTo(Long.class)
                      .stream()) {
                return amounts.mapToLong(Long::longValue).sum();
              }
            });
    assertEquals(5050, sum);
  }

  @Test
  void readsInsideTransactionsAndInstants() throws Exception {
    Jdbi jdbi = Jdbi.create(SampleFolder.fill(folder));
    LocalDateTime first =
        jdbi.inTransaction(
            handle ->
                handle
                    .createQuery("SELECT min(placed) FROM orders")
                    .mapTo(LocalDateTime.class)
                    .one());
    assertEquals(LocalDateTime.of(2024, 1, 1, 0, 0), first);
  }
}
