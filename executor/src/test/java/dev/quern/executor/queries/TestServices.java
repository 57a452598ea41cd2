package dev.quern.executor.queries;

import dev.quern.executor.formats.Formats;
import dev.quern.executor.testing.TestExpressions;
import dev.quern.executor.worker.ExecutorServices;
import java.util.List;

/** Services of tests, in this process and in workers. */
public final class TestServices implements ExecutorServices.Provider {
  @Override
  public ExecutorServices create() {
    return new ExecutorServices(new Formats(List.of(new RowsFormat())), new TestExpressions());
  }
}
