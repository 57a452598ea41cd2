package dev.quern.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/**
 * Starts the command line. Exit codes: 0 done, 1 the query failed, 2 wrong usage, 130 cancelled.
 */
public final class Main {
  static final int EXIT_OK = 0;
  static final int EXIT_FAILED = 1;
  static final int EXIT_USAGE = 2;
  static final int EXIT_CANCELLED = 130;

  private Main() {}

  public static void main(String[] args) {
    int exitCode = run(Streams.standard(), args);
    System.out.flush();
    System.exit(exitCode);
  }

  static int run(Streams streams, String... args) {
    StatementOptions plain = PlainArguments.parse(args);
    if (plain == null) {
      return parseAndRun(streams, args);
    }
    try {
      return new StatementCommand(plain, streams).run();
    } catch (WrongUsageException e) {
      return parseAndRun(streams, args);
    } catch (IOException | RuntimeException e) {
      return Failures.report(e, streams.err());
    }
  }

  private static int parseAndRun(Streams streams, String... args) {
    return commandLine(streams).execute(args);
  }

  static CommandLine commandLine(Streams streams) {
    CommandLine commandLine = new CommandLine(new QuernCommand(streams));
    commandLine.addSubcommand(new TpchCommand(streams.err()));
    commandLine.addSubcommand(new DemoCommand(streams));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8));
    commandLine.setExecutionExceptionHandler(
        (exception, command, parsed) -> Failures.report(exception, streams.err()));
    commandLine.setParameterExceptionHandler(
        (exception, arguments) -> Failures.reportUsage(exception, streams.err()));
    return commandLine;
  }
}
