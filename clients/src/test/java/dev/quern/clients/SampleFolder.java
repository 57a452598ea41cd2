package dev.quern.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a folder of tables: {@code customers} (CSV with a declared decimal), {@code orders} (CSV
 * in {@code year=} folders), and the views {@code spending} and {@code baskets} (with a list).
 */
final class SampleFolder {
  static final int CUSTOMERS = 4;
  static final int ORDERS = 100;

  private SampleFolder() {}

  /** Fills the folder and returns the URL that opens it. */
  static String fill(Path folder) {
    write(
        folder.resolve("customers.csv"),
        """
        id,name,city,joined,credit
        1,Ada,London,2020-01-31,10.50
        2,Émile,Paris,2021-02-28,20.25
        3,"Grace, H.",New York,2022-03-31,
        4,Linus,,2023-04-30,0.00
        """);
    orders(folder.resolve("orders/year=2023/part-0.csv"), 1);
    orders(folder.resolve("orders/year=2024/part-0.csv"), 1 + ORDERS / 2);
    write(
        folder.resolve("schema.sql"),
        """
        CREATE EXTERNAL TABLE customers
          (id INTEGER NOT NULL, name VARCHAR, city VARCHAR, joined DATE, credit DECIMAL(9, 2))
          STORED AS CSV LOCATION 'customers.csv';
        CREATE VIEW spending AS
          SELECT c.name, sum(o.amount) AS amount FROM customers c JOIN orders o ON o.customer = c.id
          GROUP BY c.name;
        CREATE VIEW baskets AS
          SELECT 1 AS id, ARRAY['a', 'b'] AS items;
        """);
    return "jdbc:quern:" + folder + "?memory=64MB&threads=2&tempDir=" + folder.resolve(".temp");
  }

  /** Half of the orders: order i belongs to customer i % 4 + 1 and has the amount i. */
  private static void orders(Path file, int firstId) {
    StringBuilder rows = new StringBuilder("id,customer,amount,placed\n");
    for (int id = firstId; id < firstId + ORDERS / 2; id++) {
      rows.append(id).append(',').append(id % CUSTOMERS + 1).append(',').append(id);
      rows.append(",2024-01-01 00:00:").append(id % 60 < 10 ? "0" : "").append(id % 60);
      rows.append('\n');
    }
    write(file, rows.toString());
  }

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
