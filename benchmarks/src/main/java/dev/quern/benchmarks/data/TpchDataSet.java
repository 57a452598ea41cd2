package dev.quern.benchmarks.data;

import dev.quern.cli.tpch.TpchGenerator;
import dev.quern.engine.Engine;
import dev.quern.engine.settings.Settings;
import java.nio.file.Path;

/**
 * TPC-H.
 *
 * @param scale 1 = about 1 GB of text
 * @param partitions files of each large table
 */
record TpchDataSet(double scale, int partitions) implements DataSet {
  @Override
  public String name() {
    return "tpch-" + scale;
  }

  @Override
  public void write(String format, Path folder) {
    try (Engine engine = Engine.open(Settings.defaults())) {
      new TpchGenerator(
              engine.formats().byName(format),
              engine.allocator(),
              Runtime.getRuntime().availableProcessors())
          .generate(scale, partitions, folder);
    }
  }
}
