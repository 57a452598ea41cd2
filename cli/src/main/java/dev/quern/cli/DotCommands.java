package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import dev.quern.engine.Session;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** The shell's own commands, which begin with a dot. */
final class DotCommands {
  private static final String HELP =
      """
      .help            this help
      .tables          tables and views
      .schema NAME     columns of a table
      .mode FORMAT     form of results: table, csv, tsv, json, jsonl, markdown
      .timer on|off    show the time of each statement
      .read FILE       run the statements of a file
      .plan SQL        the plan of a query
      .quit            leave (also Ctrl-D)
      Statements end with a semicolon. Ctrl-C cancels a running query.\
      """;

  private final StatementRunner runner;
  private final Session session;
  private final PrintWriter out;

  DotCommands(StatementRunner runner, Session session, PrintWriter out) {
    this.runner = runner;
    this.session = session;
    this.out = out;
  }

  /** Runs one command. Returns false if the shell is to end. */
  boolean run(String line) throws IOException {
    int space = line.indexOf(' ');
    String name = space < 0 ? line : line.substring(0, space);
    String argument = space < 0 ? "" : line.substring(space + 1).strip();
    switch (name) {
      case ".quit":
      case ".exit":
        return false;
      case ".help":
        out.println(HELP);
        break;
      case ".tables":
        session.tableNames().forEach(out::println);
        break;
      case ".schema":
        runner.run("DESCRIBE \"" + argument.replace("\"", "\"\"") + '"');
        break;
      case ".mode":
        runner.setFormat(format(argument));
        break;
      case ".timer":
        runner.setTiming(argument.isEmpty() ? !runner.timing() : argument.equals("on"));
        break;
      case ".read":
        read(Path.of(argument));
        break;
      case ".plan":
        runner.run("EXPLAIN " + argument);
        break;
      default:
        out.println("Unknown command " + name + "; .help lists them");
    }
    return true;
  }

  private void read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new QueryException(ErrorCode.FILE_NOT_FOUND, "File not found: path=" + file);
    }
    runner.run(Files.readString(file));
  }

  private static OutputFormat format(String name) {
    return Arrays.stream(OutputFormat.values())
        .filter(format -> !format.isBinary() && format.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new QueryException(
                    ErrorCode.INVALID_OPTION,
                    "Unknown form of results: "
                        + name
                        + "; known are table, csv, tsv, json, jsonl, markdown"));
  }
}
