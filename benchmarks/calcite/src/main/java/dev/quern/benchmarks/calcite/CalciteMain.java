package dev.quern.benchmarks.calcite;

import dev.quern.benchmarks.rivals.RivalServer;
import java.io.IOException;

/** The process of Calcite's file adapter. */
final class CalciteMain {
  private CalciteMain() {}

  public static void main(String[] args) throws IOException {
    RivalServer.serve(args, CalciteRival::new);
  }
}
