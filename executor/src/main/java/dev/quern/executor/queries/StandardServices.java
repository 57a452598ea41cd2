package dev.quern.executor.queries;

import dev.quern.executor.expressions.JaninoExpressionCompiler;
import dev.quern.executor.expressions.functions.user.UserFunctions;
import dev.quern.executor.formats.Formats;
import dev.quern.executor.formats.arrow.ArrowFormat;
import dev.quern.executor.formats.csv.CsvFormat;
import dev.quern.executor.formats.json.JsonFormat;
import dev.quern.executor.formats.parquet.ParquetFormat;
import dev.quern.executor.formats.series.SeriesFormat;
import dev.quern.executor.worker.ExecutorServices;
import java.util.List;

/**
 * All formats that Quern has, and compiled expressions; in worker processes with those functions of
 * the program that are static methods.
 */
public final class StandardServices implements ExecutorServices.Provider {
  private final UserFunctions userFunctions;

  /** Makes services without functions of the program. */
  public StandardServices() {
    this(new UserFunctions());
  }

  /**
   * @param userFunctions the functions of the program, more of which may be added later
   */
  public StandardServices(UserFunctions userFunctions) {
    this.userFunctions = userFunctions;
  }

  @Override
  public ExecutorServices create() {
    return new ExecutorServices(
        new Formats(
            List.of(
                new CsvFormat(),
                new ParquetFormat(),
                new JsonFormat(),
                new ArrowFormat(),
                new SeriesFormat())),
        JaninoExpressionCompiler.create(userFunctions));
  }
}
