package dev.quern.cli;

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
    int exitCode = run(args);
    System.out.flush();
    System.exit(exitCode);
  }

  static int run(String... args) {
    CommandLine commandLine = new CommandLine(new QuernCommand());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(
        (exception, command, parsed) -> Failures.report(exception, System.err));
    commandLine.setParameterExceptionHandler(
        (exception, arguments) -> Failures.reportUsage(exception, System.err));
    return commandLine.execute(args);
  }
}
