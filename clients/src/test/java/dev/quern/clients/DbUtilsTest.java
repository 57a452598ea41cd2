package dev.quern.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.apache.commons.dbutils.QueryRunner;
import org.apache.commons.dbutils.handlers.BeanListHandler;
import org.apache.commons.dbutils.handlers.MapListHandler;
import org.apache.commons.dbutils.handlers.ScalarHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DbUtils asks for the types of parameters before it sets them, null among them. */
class DbUtilsTest {
  @TempDir Path folder;

  /** A bean, as DbUtils fills it. */
  public static final class Customer {
    private String name;
    private BigDecimal credit;

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    public BigDecimal getCredit() {
      return credit;
    }

    public void setCredit(BigDecimal credit) {
      this.credit = credit;
    }
  }

  @Test
  void fillsBeansMapsAndScalars() throws Exception {
    QueryRunner runner = new QueryRunner();
    try (Connection connection = DriverManager.getConnection(SampleFolder.fill(folder))) {
      List<Customer> customers =
          runner.query(
              connection,
              "SELECT name, credit FROM customers WHERE id < ? OR name = ? ORDER BY id",
              new BeanListHandler<>(Customer.class),
              2,
              "Grace, H.");
      assertEquals("Ada", customers.get(0).getName());
      assertEquals(new BigDecimal("10.50"), customers.get(0).getCredit());
      assertNull(customers.get(1).getCredit());
      Map<String, Object> largest =
          runner
              .query(
                  connection,
                  "SELECT * FROM spending ORDER BY amount DESC LIMIT 1",
                  new MapListHandler())
              .get(0);
      assertEquals("Ada", largest.get("NAME"));
      long none =
          runner.query(
              connection,
              "SELECT count(*) FROM customers WHERE city = ?",
              new ScalarHandler<Long>(),
              (Object) null);
      assertEquals(0, none);
    }
  }
}
