package dev.quern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

final class PlainArgumentsTest {
  @Test
  void readsEveryOptionAsPicocliDoes() {
    for (OptionSpec option : Main.commandLine(Streams.standard()).getCommandSpec().options()) {
      if (option.usageHelp() || option.versionHelp()) {
        continue;
      }
      List<String> args = new ArrayList<>(List.of(option.longestName()));
      if (option.arity().max() > 0) {
        args.add(option.longestName().equals("--format") ? "csv" : "7");
      }
      assertSame(args);
    }
  }

  @Test
  void readsThemTogether() {
    assertSame(List.of());
    assertSame(
        List.of(
            "-c", "SELECT 1", "--timing", "-c", "SELECT 'a b'", "--format", "JSONL", "-f", "x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "tpch",
        "-c",
        "-c --timing",
        "-c @file",
        "--format nonsense",
        "--memory 1GB --memory 2GB",
        "--timing --timing",
        "--memory=1GB",
        "-cSELECT",
        "--unknown 3"
      })
  void leavesTheRestToPicocli(String line) {
    assertNull(PlainArguments.parse(line.split(" ")));
  }

  private static void assertSame(List<String> args) {
    @Nullable StatementOptions plain = PlainArguments.parse(args.toArray(new String[0]));
    assertNotNull(plain, args.toString());
    CommandLine commandLine = Main.commandLine(Streams.standard());
    commandLine.parseArgs(args.toArray(new String[0]));
    QuernCommand parsed = commandLine.getCommand();
    assertEquals(parsed.options(), plain);
  }
}
