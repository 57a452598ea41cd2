package dev.quern.benchmarks.rivals;

import java.io.IOException;
import java.nio.file.Path;

/** The process of an engine that stands on the class path of the benchmarks. */
final class RivalMain {
  private RivalMain() {}

  public static void main(String[] args) throws IOException {
    RivalServer.serve(args, RivalMain::open);
  }

  private static Rival open(Path data, RivalSettings settings) {
    return settings.engine() == EngineKind.QUERN
        ? new QuernRival(data, settings)
        : new DuckDbRival(data, settings);
  }
}
