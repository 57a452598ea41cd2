package dev.quern.benchmarks.spark;

import dev.quern.benchmarks.rivals.RivalServer;
import java.io.IOException;

/** The process of Spark. */
final class SparkMain {
  private SparkMain() {}

  public static void main(String[] args) throws IOException {
    RivalServer.serve(args, SparkRival::new);
  }
}
