package dev.quern.cli;

import dev.quern.plan.errors.ErrorKind;
import dev.quern.plan.errors.QueryException;
import java.io.PrintStream;
import picocli.CommandLine.ParameterException;

/** Tells people what went wrong: one message, no stack trace unless it is a bug of Quern. */
final class Failures {
  private Failures() {}

  /** Prints what is wrong with the arguments and returns the exit code of wrong usage. */
  static int reportUsage(ParameterException wrong, PrintStream err) {
    err.println("Error: " + wrong.getMessage());
    err.println("See " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return Main.EXIT_USAGE;
  }

  /** Prints the failure and returns the exit code that belongs to it. */
  static int report(Throwable failure, PrintStream err) {
    if (failure instanceof QueryException exception) {
      if (exception.kind() == ErrorKind.CANCELLED) {
        err.println("Cancelled");
        return Main.EXIT_CANCELLED;
      }
      err.println("Error [" + exception.sqlState() + "]: " + exception.message());
      if (exception.kind() == ErrorKind.INTERNAL && exception.getCause() != null) {
        exception.getCause().printStackTrace(err);
      }
      return Main.EXIT_FAILED;
    }
    err.println("Error [XX000]: internal error, please report it: " + failure);
    failure.printStackTrace(err);
    return Main.EXIT_FAILED;
  }
}
