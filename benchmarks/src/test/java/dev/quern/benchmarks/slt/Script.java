package dev.quern.benchmarks.slt;

import java.util.List;

/**
 * A parsed script, its loops unrolled.
 *
 * @param name path below the suite
 * @param missing a requirement that is not met; empty = all are
 */
record Script(String name, List<ScriptRecord> records, String missing) {
  Script {
    records = List.copyOf(records);
  }
}
