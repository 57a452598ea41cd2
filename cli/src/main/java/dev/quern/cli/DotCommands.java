package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import dev.quern.engine.Session;
import dev.quern.engine.settings.Setting;
import dev.quern.executor.expressions.functions.FunctionRegistry;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.types.Field;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The shell's own commands, which begin with a dot. */
final class DotCommands {
  /** All names, for completion. */
  static final List<String> NAMES =
      List.of(
          ".functions",
          ".help",
          ".mode",
          ".nullvalue",
          ".pager",
          ".plan",
          ".quit",
          ".read",
          ".schema",
          ".settings",
          ".tables",
          ".timer");

  private static final String HELP =
      """
      .tables [TEXT]      tables and views, those whose names contain the text
      .schema [TABLE]     columns of a table, or of all tables
      .functions [TEXT]   functions with a line of help
      .settings           settings for SET name = value
      .mode FORMAT        form of results: table, csv, tsv, json, jsonl, markdown
      .nullvalue TEXT     what is shown for NULL
      .pager on|off       stop after each page of a long result
      .timer on|off       show the time of each statement
      .read FILE          run the statements of a file
      .plan SQL           the plan of a query
      .help               this help
      .quit               leave (also Ctrl-D)
      Statements end with a semicolon and may take several lines. Tab completes keywords, tables, columns,
      functions, and paths in quotes. Ctrl-C cancels a running query, or the line being typed.\
      """;

  private final StatementRunner runner;
  private final Session session;
  private final PrintWriter out;
  private final @Nullable Screen screen;

  /**
   * @param screen null if results go to a file
   */
  DotCommands(StatementRunner runner, Session session, PrintWriter out, @Nullable Screen screen) {
    this.runner = runner;
    this.session = session;
    this.out = out;
    this.screen = screen;
  }

  /** Runs one command. Returns false if the shell is to end. */
  boolean run(String line) {
    int space = line.indexOf(' ');
    String name = space < 0 ? line : line.substring(0, space);
    String argument = space < 0 ? "" : withoutSemicolon(line.substring(space + 1).strip());
    switch (name) {
      case ".quit", ".exit":
        return false;
      case ".help":
        out.println(HELP);
        break;
      case ".tables":
        session.tableNames().stream()
            .filter(table -> contains(table, argument))
            .forEach(out::println);
        break;
      case ".schema":
        schema(argument);
        break;
      case ".functions":
        functions(argument);
        break;
      case ".settings":
        for (Setting setting : Setting.values()) {
          out.println(setting.name().toLowerCase(Locale.ROOT) + "  " + setting.description());
        }
        break;
      case ".mode":
        runner.setFormat(format(argument));
        break;
      case ".nullvalue":
        if (screen != null) {
          screen.setNullText(argument);
        }
        break;
      case ".pager":
        if (screen != null) {
          screen.setPages(isOn(argument, screen.pages()));
        }
        break;
      case ".timer":
        runner.setTiming(isOn(argument, runner.timing()));
        break;
      case ".read":
        read(unquoted(argument));
        break;
      case ".plan":
        plan(argument);
        break;
      default:
        out.println("Unknown command " + name + "; .help lists them");
    }
    return true;
  }

  private static String withoutSemicolon(String argument) {
    return argument.endsWith(";") ? argument.substring(0, argument.length() - 1).strip() : argument;
  }

  private static String unquoted(String text) {
    boolean isQuoted =
        text.length() > 1
            && "'\"".indexOf(text.charAt(0)) >= 0
            && text.charAt(text.length() - 1) == text.charAt(0);
    return isQuoted ? text.substring(1, text.length() - 1) : text;
  }

  private static boolean contains(String name, String part) {
    return name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  /** Without an argument the setting is turned over. */
  private static boolean isOn(String argument, boolean before) {
    return switch (argument.toLowerCase(Locale.ROOT)) {
      case "" -> !before;
      case "on" -> true;
      case "off" -> false;
      default ->
          throw new QueryException(
              ErrorCode.INVALID_OPTION, "on or off expected: given=" + argument);
    };
  }

  private void schema(String table) {
    if (!table.isEmpty()) {
      runner.run("DESCRIBE \"" + unquoted(table).replace("\"", "\"\"") + '"');
      return;
    }
    for (String each : session.tableNames()) {
      String columns =
          session.tableSchema(each).fields().stream()
              .map(DotCommands::text)
              .collect(Collectors.joining(", ", each + " (", ")"));
      out.println(columns);
    }
  }

  private static String text(Field field) {
    return field.name() + " " + field.type().sqlName();
  }

  private void functions(String part) {
    FunctionRegistry.signatures().stream()
        .filter(function -> contains(function.name(), part))
        .sorted(Comparator.comparing(FunctionSignature::name))
        .forEach(
            function ->
                out.println(
                    function.name()
                        + "  "
                        + function.description()
                        + (function.example().isEmpty() ? "" : ", e.g. " + function.example())));
  }

  /** An error of the file, whatever it is, is told and does not end the shell. */
  private void read(String path) {
    String statements;
    try {
      Path file = Path.of(path);
      if (!Files.isRegularFile(file)) {
        throw new QueryException(ErrorCode.FILE_NOT_FOUND, "File not found: path=" + path);
      }
      statements = Files.readString(file, StandardCharsets.UTF_8);
    } catch (InvalidPathException e) {
      throw new QueryException(ErrorCode.FILE_NOT_FOUND, "Not a path: " + e.getMessage(), e);
    } catch (CharacterCodingException e) {
      throw new QueryException(
          ErrorCode.MALFORMED_FILE, "Statements are not UTF-8 text: path=" + path, e);
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.STORAGE_FAILURE, "Cannot read statements: path=" + path + ", cause=" + e, e);
    }
    runner.run(statements);
  }

  private void plan(String sql) {
    if (sql.isEmpty()) {
      throw new QueryException(ErrorCode.INVALID_OPTION, "Which statement? .plan SELECT ...");
    }
    runner.run("EXPLAIN " + sql);
  }

  private static OutputFormat format(String name) {
    return Arrays.stream(OutputFormat.values())
        .filter(format -> !format.isBinary() && format.optionName().equalsIgnoreCase(name))
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
