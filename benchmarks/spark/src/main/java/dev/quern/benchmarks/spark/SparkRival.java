package dev.quern.benchmarks.spark;

import dev.quern.benchmarks.queries.Answer;
import dev.quern.benchmarks.rivals.DeclaredTable;
import dev.quern.benchmarks.rivals.Rival;
import dev.quern.benchmarks.rivals.RivalSettings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * Spark SQL in this process ({@code local[N]}) over the same files, with the column types of the
 * same {@code schema.sql}. The memory limit is the Java heap, set by whoever starts the process.
 */
final class SparkRival implements Rival {
  /** Spark's default of 200 is made for clusters; small queries would pay for empty tasks. */
  private static final int PARTITIONS_PER_THREAD = 4;

  private final SparkSession session;

  SparkRival(Path data, RivalSettings settings) {
    session =
        SparkSession.builder()
            .appName("quern-bench")
            .master("local[" + settings.threads() + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.local.dir", settings.tempFolder())
            .config("spark.sql.warehouse.dir", settings.tempFolder())
            .config("spark.sql.session.timeZone", "UTC")
            .config(
                "spark.sql.shuffle.partitions",
                Integer.toString(PARTITIONS_PER_THREAD * settings.threads()))
            .getOrCreate();
    session.sparkContext().setLogLevel("ERROR");
    for (DeclaredTable table : DeclaredTable.of(data)) {
      open(table).createOrReplaceTempView(table.name());
    }
  }

  private Dataset<Row> open(DeclaredTable table) {
    if (table.format().equals("parquet")) {
      return session.read().parquet(table.folder().toString());
    }
    StringJoiner schema = new StringJoiner(", ");
    table
        .columns()
        .forEach(
            (name, type) -> schema.add(name + " " + (type.equals("VARCHAR") ? "STRING" : type)));
    return session
        .read()
        .schema(schema.toString())
        .option("header", "true")
        .option("escape", "\"")
        .csv(table.folder().toString());
  }

  @Override
  public Answer run(String sql) {
    Dataset<Row> result = session.sql(sql);
    List<Boolean> floating = new ArrayList<>();
    for (StructField field : result.schema().fields()) {
      floating.add(
          field.dataType().equals(DataTypes.DoubleType)
              || field.dataType().equals(DataTypes.FloatType));
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (Row row : result.collectAsList()) {
      List<@Nullable String> cells = new ArrayList<>();
      for (int i = 0; i < floating.size(); i++) {
        cells.add(text(row.get(i)));
      }
      rows.add(cells);
    }
    return new Answer(floating, rows);
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }

  @Override
  public void close() {
    session.stop();
  }
}
