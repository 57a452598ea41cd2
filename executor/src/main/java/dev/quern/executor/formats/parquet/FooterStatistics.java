package dev.quern.executor.formats.parquet;

import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.statistics.TableStatistics;
import dev.quern.plan.types.DataType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of a table from the footers of at most {@value #MAX_FILES} of its files, evenly
 * picked; the others count by their bytes.
 */
final class FooterStatistics {
  private static final int MAX_FILES = 32;

  private final ScanSource source;
  private final FooterCache footers;
  private final DictionarySizes dictionarySizes;

  FooterStatistics(ScanSource source, FooterCache footers, DirectBufferPool pool) {
    this.source = source;
    this.footers = footers;
    this.dictionarySizes = new DictionarySizes(pool);
  }

  TableStatistics read() {
    List<SourceFile> files = source.files();
    int step = (files.size() + MAX_FILES - 1) / MAX_FILES;
    List<FileColumns> sample = new ArrayList<>();
    List<Footer> sampleFooters = new ArrayList<>();
    double allBytes = 0;
    double sampleBytes = 0;
    double sampleRows = 0;
    for (int i = 0; i < files.size(); i++) {
      SourceFile file = files.get(i);
      allBytes += file.sizeBytes();
      Footer footer = i % step == 0 ? readable(file) : null;
      if (footer != null) {
        sampleFooters.add(footer);
        sample.add(new FileColumns(source, file, footer));
        sampleBytes += file.sizeBytes();
        sampleRows += footer.rowCount();
      }
    }
    double rows = sampleBytes == 0 ? sampleRows : sampleRows * allBytes / sampleBytes;
    List<ColumnStatistics> columns = new ArrayList<>();
    for (int column = 0; column < source.tableSchema().size(); column++) {
      columns.add(column(column, sample, sampleFooters, rows));
    }
    return new TableStatistics(rows, columns);
  }

  /**
   * Returns the footer, or null if it cannot be read: that is an error only for a query that needs
   * the file, and its scan reports it.
   */
  private @Nullable Footer readable(SourceFile file) {
    try {
      return footers.get(file);
    } catch (QueryException e) {
      return null;
    }
  }

  private static ColumnRange constantRange(FileColumns file, int column) {
    try {
      return file.constantRange(column);
    } catch (QueryException e) {
      // A folder whose name is no value of the type: as with a footer that cannot be read.
      return ColumnRange.UNKNOWN;
    }
  }

  private ColumnStatistics column(
      int column, List<FileColumns> files, List<Footer> sampleFooters, double rows) {
    DataType type = source.tableSchema().type(column);
    ColumnSummary summary = new ColumnSummary();
    for (int i = 0; i < files.size(); i++) {
      SchemaNode node = files.get(i).find(column);
      LeafColumn leaf = node == null ? null : node.leaf();
      if (leaf == null || leaf.maxRepetition() > 0 || !ValueDecoders.canRead(leaf, type)) {
        summary.addUnknown(
            node == null ? constantRange(files.get(i), column) : ColumnRange.UNKNOWN);
        continue;
      }
      for (RowGroup rowGroup : sampleFooters.get(i).rowGroups()) {
        summary.add(leaf, rowGroup);
      }
      if (i == 0) {
        summary.entries = dictionarySizes.find(sampleFooters.get(i), leaf);
      }
    }
    return summary.toStatistics(type, rows);
  }

  /** What the row groups seen so far tell of one column. */
  private static final class ColumnSummary {
    private @Nullable Object min;
    private @Nullable Object max;
    private boolean isMinKnown = true;
    private boolean isMaxKnown = true;
    private boolean isNullCountKnown = true;
    private double nulls;
    private double rows;
    private double bytes;
    private DictionarySizes.@Nullable Entries entries;

    void add(LeafColumn leaf, RowGroup rowGroup) {
      ColumnMetaData chunk = rowGroup.getColumns().get(leaf.index()).getMeta_data();
      Statistics statistics = chunk.getStatistics();
      rows += rowGroup.getNum_rows();
      bytes += chunk.getTotal_uncompressed_size();
      if (leaf.maxDefinition() > 0) {
        isNullCountKnown &= statistics != null && statistics.isSetNull_count();
        nulls += statistics == null ? 0 : statistics.getNull_count();
      }
      addRange(ColumnRange.of(leaf, statistics, rowGroup.getNum_rows()));
    }

    void addUnknown(ColumnRange range) {
      isNullCountKnown &= !range.mayBeNull();
      addRange(range);
    }

    private void addRange(ColumnRange range) {
      if (range.isAllNull()) {
        return;
      }
      isMinKnown &= range.min() != null;
      isMaxKnown &= range.max() != null;
      min = smaller(min, range.min());
      max = larger(max, range.max());
    }

    private static @Nullable Object smaller(@Nullable Object left, @Nullable Object right) {
      if (left == null || right == null) {
        return left == null ? right : left;
      }
      return ColumnRange.compare(left, right) <= 0 ? left : right;
    }

    private static @Nullable Object larger(@Nullable Object left, @Nullable Object right) {
      if (left == null || right == null) {
        return left == null ? right : left;
      }
      return ColumnRange.compare(left, right) >= 0 ? left : right;
    }

    ColumnStatistics toStatistics(DataType type, double tableRows) {
      Object low = isMinKnown ? min : null;
      Object high = isMaxKnown ? max : null;
      double nullFraction = isNullCountKnown ? (rows == 0 ? 0 : nulls / rows) : -1;
      double averageBytes = type.isFixedWidth() || rows == 0 ? -1 : bytes / rows;
      return new ColumnStatistics(
          distinct(low, high, tableRows),
          nullFraction,
          literal(low, type),
          literal(high, type),
          averageBytes);
    }

    /** A dictionary tells best; otherwise no more values than rows, or than whole numbers fit. */
    private double distinct(@Nullable Object low, @Nullable Object high, double tableRows) {
      double most = tableRows;
      if (low instanceof Long first && high instanceof Long last) {
        most = Math.min(most, (double) last - first + 1);
      }
      if (entries == null) {
        return low instanceof Long ? most : -1;
      }
      // Few entries for many rows: other row groups hold the same ones. Else they hold others too.
      boolean isRepeating = entries.count() * 10.0 <= entries.rows();
      double estimate =
          isRepeating ? entries.count() : entries.count() * tableRows / entries.rows();
      return Math.min(most, Math.max(estimate, 1));
    }

    private static @Nullable Literal literal(@Nullable Object bound, DataType type) {
      if (bound instanceof byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // A bound that was cut inside a character is none.
        boolean isWhole = text.indexOf('\ufffd') < 0;
        return isWhole && type instanceof DataType.VarcharType ? Literal.of(text) : null;
      }
      return bound == null ? null : new Literal(bound, type);
    }
  }
}
