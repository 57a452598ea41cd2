package dev.quern.executor.formats.csv;

import static dev.quern.executor.testing.TestRows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.formats.RuntimeFilters;
import dev.quern.executor.testing.TestRows;
import dev.quern.plan.nodes.ScanNode;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.Split;
import dev.quern.plan.nodes.SplitReport;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvScanTest {
  @TempDir Path folder;

  @Test
  void readsQuotesNullsAndNewlinesHoweverTheFileIsCut() {
    String text =
        "id,name,note\r\n"
            + "1,plain,\r\n"
            + "2,\"with, comma\",\"two\nlines\"\n"
            + "3,\"say \"\"hi\"\"\",\"\"\r"
            + "\n"
            + "4,5\" pipe,\"\r\n,,\n\"\n"
            + ",,x";
    List<List<@Nullable Object>> expected =
        List.of(
            row(1, "plain", null),
            row(2, "with, comma", "two\nlines"),
            row(3, "say \"hi\"", ""),
            row(4, "5\" pipe", "\r\n,,\n"),
            row(null, null, "x"));
    for (int splitBytes = 1;
        splitBytes <= text.length() + 1;
        splitBytes += splitBytes < 9 ? 1 : 7) {
      for (int blockBytes : new int[] {1, 5, 64}) {
        for (int batchRows : new int[] {1, 3}) {
          CsvTable table = CsvTable.ofText(folder, text).pieces(splitBytes, blockBytes, batchRows);
          assertEquals(expected, table.rows(), "split=" + splitBytes + " block=" + blockBytes);
        }
      }
    }
  }

  @Test
  void readsEveryType() {
    Schema schema =
        Schema.of(
            Field.of("b", DataTypes.BOOLEAN),
            Field.of("i8", DataTypes.TINYINT),
            Field.of("i16", DataTypes.SMALLINT),
            Field.of("i32", DataTypes.INTEGER),
            Field.of("i64", DataTypes.BIGINT),
            Field.of("f", DataTypes.FLOAT),
            Field.of("d", DataTypes.DOUBLE),
            Field.of("d5", DataType.decimal(5, 2)),
            Field.of("d38", DataType.decimal(38, 3)),
            Field.of("date", DataTypes.DATE),
            Field.of("time", DataTypes.TIME),
            Field.of("ts", DataTypes.TIMESTAMP),
            Field.of("tz", DataTypes.TIMESTAMP_WITH_TIME_ZONE),
            Field.of("s", DataTypes.VARCHAR));
    String text =
        "b,i8,i16,i32,i64,f,d,d5,d38,date,time,ts,tz,s\n"
            + "true,127,32767,2147483647,9223372036854775807,0.1,1e300,999.99,"
            + "12345678901234567890123456789012345.678,1970-01-02,00:00:01.5,"
            + "1970-01-01T00:00:01,1970-01-01 01:00:00+01:00,é\n"
            + "FALSE,-128,-32768,-2147483648,-9223372036854775808,-0.5,-.25,-1.005,"
            + "-0.0005,1969-12-31,23:59,1969/12/31 23:59:59.999999,1970-01-01T00:00:00Z, x \n"
            + "\"true\",\" 7 \",+7,007,\"12\",1,100,1,1,2000-2-29,12:00:00,2000-01-01,"
            + "2000-01-01,\"\"\n"
            + ",,,,,,,,,,,,,\n";
    CsvTable table = CsvTable.ofText(folder, text, Map.of("header", "true")).declared(schema);
    BigDecimal wide = new BigDecimal("12345678901234567890123456789012345.678");
    long day2000 = 10_957L * 86_400_000_000L;
    assertEquals(
        List.of(
            row(
                true,
                127,
                32767,
                2147483647,
                Long.MAX_VALUE,
                0.1f,
                1e300,
                new BigDecimal("999.99"),
                wide,
                1,
                1_500_000,
                1_000_000,
                0,
                "é"),
            row(
                false,
                -128,
                -32768,
                -2147483648,
                Long.MIN_VALUE,
                -0.5f,
                -0.25,
                new BigDecimal("-1.01"),
                new BigDecimal("-0.001"),
                -1,
                86_340_000_000L,
                -1,
                0,
                " x "),
            row(
                true,
                7,
                7,
                7,
                12,
                1f,
                100.0,
                new BigDecimal("1.00"),
                new BigDecimal("1.000"),
                11_016,
                43_200_000_000L,
                day2000,
                day2000,
                ""),
            row(
                null, null, null, null, null, null, null, null, null, null, null, null, null,
                null)),
        table.rows());
  }

  @Test
  void guessesThatARangeBeginsInsideQuotes() {
    StringBuilder text = new StringBuilder("id,note,tail\n");
    List<Long> starts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      starts.add((long) text.length());
      text.append(i).append(",\"a line, \"\"quoted\"\"\nand, another\n\n\",x\r\n");
    }
    CsvTable table = CsvTable.ofText(folder, text.toString());
    ScanSource source = table.source();
    ScanNode scan = new ScanNode(1, source, List.of(0), null, List.of(), -1);
    int right = 0;
    for (int start = 100; start < 200; start++) {
      List<SplitReport> reports = new ArrayList<>();
      Split split = new Split(table.files().get(0), start, 500, false);
      try (BufferAllocator allocator = new RootAllocator()) {
        TestRows.drain(table.open(scan, List.of(split), allocator, RuntimeFilters.NONE, reports));
      }
      long from = start;
      long expected = starts.stream().filter(row -> row >= from).findFirst().orElseThrow();
      right += expected == reports.get(0).firstRow() ? 1 : 0;
    }
    // Between the two quotes of a pair nothing tells which of them it is.
    assertTrue(right >= 90, "only " + right + " of 100 guesses are right");
  }

  @Test
  void rangesThatFollowEachOtherInOneTaskNeedNoGuess() {
    String text = "a,b\n" + "1,\"x\n2,y\n3,z\n\"\n".repeat(30);
    CsvTable table = CsvTable.ofText(folder, text).pieces(7, 16, 10);
    ScanSource source = table.source();
    ScanNode scan = new ScanNode(1, source, List.of(0, 1), null, List.of(), -1);
    List<SplitReport> reports = new ArrayList<>();
    List<Split> splits = new CsvFormat().splits(scan, 7);
    try (BufferAllocator allocator = new RootAllocator()) {
      List<List<@Nullable Object>> rows =
          TestRows.drain(table.open(scan, splits, allocator, RuntimeFilters.NONE, reports));
      assertEquals(Collections.nCopies(30, row(1, "x\n2,y\n3,z\n")), rows);
    }
    assertEquals(splits.size(), reports.size());
    for (int i = 1; i < reports.size(); i++) {
      assertEquals(reports.get(i - 1).nextRow(), reports.get(i).firstRow());
    }
  }
}
