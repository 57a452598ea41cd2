package dev.quern.executor.formats.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.statistics.TableStatistics;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvStatisticsTest {
  @TempDir Path folder;

  @Test
  void smallFilesAreCountedExactly() {
    CsvTable table = CsvTable.ofText(folder, "a,b,c\n1,x,\n2,x,\n3,y,z\n");
    TableStatistics statistics = new CsvFormat().statistics(table.source());
    assertEquals(3, statistics.rowCount());
    List<ColumnStatistics> columns = statistics.columns();
    assertEquals(
        List.of(3.0, 2.0, 1.0), columns.stream().map(ColumnStatistics::distinctCount).toList());
    assertEquals(2.0 / 3, columns.get(2).nullFraction(), 1e-9);
    assertEquals(1.0, columns.get(1).averageBytes(), 1e-9);
    assertNotNull(columns.get(0).min());
    assertEquals(1L, columns.get(0).min().value());
    assertEquals(3L, columns.get(0).max().value());
  }

  @Test
  void largeFilesAreEstimated() {
    StringBuilder text = new StringBuilder("id,bucket,name\n");
    int rows = 200_000;
    for (int i = 0; i < rows; i++) {
      text.append(i).append(',').append(i % 7).append(",name ").append(i % 1000).append('\n');
    }
    CsvTable table = CsvTable.ofText(folder, text.toString());
    TableStatistics statistics = new CsvFormat().statistics(table.source());
    assertEquals(rows, statistics.rowCount(), rows * 0.05);
    List<ColumnStatistics> columns = statistics.columns();
    assertEquals(rows, columns.get(0).distinctCount(), rows * 0.1);
    assertEquals(7, columns.get(1).distinctCount(), 0.5);
    assertEquals(1000, columns.get(2).distinctCount(), 100);
    assertTrue((Long) columns.get(0).min().value() <= 0, "a bound below the smallest");
    assertTrue((Long) columns.get(0).max().value() >= rows - 1, "a bound above the largest");
  }

  @Test
  void aFileWithoutRowsHasNone() {
    CsvTable table = CsvTable.ofText(folder, "a,b\n");
    assertEquals(0, new CsvFormat().statistics(table.source()).rowCount());
  }
}
