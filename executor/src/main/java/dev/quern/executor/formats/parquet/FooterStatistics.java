package dev.quern.executor.formats.parquet;

import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.statistics.ColumnStatistics;
import dev.quern.plan.statistics.TableStatistics;
import java.util.Collections;

/** Statistics of a table from its files' footers. */
final class FooterStatistics {
  private final ScanSource source;
  private final FooterCache footers;

  FooterStatistics(ScanSource source, FooterCache footers) {
    this.source = source;
    this.footers = footers;
  }

  TableStatistics read() {
    double rows = 0;
    for (SourceFile file : source.files()) {
      rows += footers.get(file).rowCount();
    }
    return new TableStatistics(
        rows, Collections.nCopies(source.tableSchema().size(), ColumnStatistics.UNKNOWN));
  }
}
