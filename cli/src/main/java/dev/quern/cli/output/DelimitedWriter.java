package dev.quern.cli.output;

import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.BatchSource;
import dev.quern.plan.types.Field;
import java.io.IOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;

/**
 * Comma- or tab-separated values with a header. NULL is an empty field, an empty string is {@code
 * ""}.
 */
final class DelimitedWriter implements ResultWriter {
  private final Appendable out;
  private final CSVFormat format;

  DelimitedWriter(Appendable out, char delimiter) {
    this.out = out;
    this.format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(delimiter)
            .setRecordSeparator('\n')
            .setQuoteMode(QuoteMode.MINIMAL)
            .get();
  }

  @Override
  @SuppressWarnings("resource") // the printer would close the place, which belongs to the caller
  public long write(BatchSource rows) throws IOException {
    CSVPrinter printer = new CSVPrinter(out, format);
    for (Field field : rows.schema().fields()) {
      printer.print(field.name());
    }
    printer.println();
    long rowCount = 0;
    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
      try (Batch closed = batch) {
        RowReader reader = new RowReader(closed);
        for (int row = 0; row < closed.rowCount(); row++) {
          for (int column = 0; column < reader.columnCount(); column++) {
            printer.print(reader.column(column).text(row));
          }
          printer.println();
        }
        rowCount += closed.rowCount();
      }
    }
    printer.flush();
    return rowCount;
  }
}
