package dev.quern.benchmarks.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.benchmarks.data.DataSets;
import dev.quern.benchmarks.rivals.OpenedRivals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The workloads over generated tables: Quern's answers are DuckDB's over the same files. With fewer
 * rows some groups would have one value alone, whose correlation is NULL here and NaN in DuckDB.
 */
class WorkloadAnswersTest {
  @TempDir private Path root;

  @ParameterizedTest
  @CsvSource({
    "GROUPBY,400000,csv", "GROUPBY,400000,parquet", "JOIN,100000,csv", "JOIN,100000,parquet",
    "WIDE,500,csv", "WIDE,500,parquet", "FILES,20000,csv", "FILES,20000,parquet",
    "TEXTS,400,csv", "TEXTS,400,parquet"
  })
  void answersAgreeWithDuckDb(Workload workload, long rows, String format) {
    Path data = root.resolve(workload + "-" + format);
    new DataSets(1, rows, 2, root).of(workload).write(format, data);
    List<String> differences = new ArrayList<>();
    try (OpenedRivals rivals = new OpenedRivals(data, root.resolve("temp"))) {
      for (BenchmarkQuery query : workload.queries(root)) {
        AnswerComparison.difference(
                rivals.quern(query.sql()), rivals.duckDb(query.sql()), query.isOrdered())
            .ifPresent(difference -> differences.add(query.name() + ": " + difference));
      }
    }
    assertEquals(List.of(), differences);
  }
}
