package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import dev.quern.engine.Session;
import dev.quern.engine.settings.Setting;
import dev.quern.executor.expressions.functions.FunctionRegistry;
import dev.quern.parser.syntax.Query;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.types.Field;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * Completes keywords, tables, functions, the columns of the tables that a statement names, settings
 * after SET, file paths in quotes, and the shell's own commands.
 */
final class StatementCompleter implements Completer {
  private static final int MOST_PATHS = 200;
  private static final int MOST_TABLES = 20;

  private final Session session;
  private final Path base;

  /**
   * @param base the folder that relative paths start from
   */
  StatementCompleter(Session session, Path base) {
    this.session = session;
    this.base = base;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String before = line.line().substring(0, Math.min(line.cursor(), line.line().length()));
    String word = line.word();
    if (before.startsWith(".")) {
      completeCommand(before, word, candidates);
      return;
    }
    int wordStart = before.length() - word.length();
    boolean isQuoted = wordStart > 0 && "'\"".indexOf(before.charAt(wordStart - 1)) >= 0;
    if (isQuoted) {
      addPaths(word, candidates);
      if (before.charAt(wordStart - 1) == '"') {
        session.tableNames().forEach(name -> add(name, "table", candidates));
      }
      return;
    }
    String previous = before.substring(0, wordStart).strip().toUpperCase(Locale.ROOT);
    if (previous.equals("SET") || previous.endsWith(";SET")) {
      Arrays.stream(Setting.values())
          .forEach(setting -> add(setting.name().toLowerCase(Locale.ROOT), "setting", candidates));
      return;
    }
    addWords(word, candidates);
    addColumns(line.line(), candidates);
  }

  private void completeCommand(String before, String word, List<Candidate> candidates) {
    if (before.indexOf(' ') < 0) {
      DotCommands.NAMES.forEach(name -> add(name, "command", candidates));
    } else if (before.startsWith(".schema ")) {
      session.tableNames().forEach(name -> add(name, "table", candidates));
    } else if (before.startsWith(".mode ")) {
      Arrays.stream(OutputFormat.values())
          .filter(format -> !format.isBinary())
          .forEach(format -> add(format.optionName(), "form", candidates));
    } else if (before.startsWith(".read ")) {
      addPaths(word, candidates);
    }
  }

  private void addWords(String word, List<Candidate> candidates) {
    boolean isLower = !word.isEmpty() && word.equals(word.toLowerCase(Locale.ROOT));
    for (String keyword : SqlWords.KEYWORDS) {
      add(isLower ? keyword.toLowerCase(Locale.ROOT) : keyword, "keyword", candidates);
    }
    for (String table : session.tableNames()) {
      add(quotedIfNeeded(table), "table", candidates);
    }
    for (FunctionSignature function : FunctionRegistry.signatures()) {
      // No space behind: the bracket follows.
      candidates.add(
          new Candidate(
              function.name() + "(", function.name(), "function", null, null, null, false));
    }
  }

  /**
   * Adds the columns of the tables and files that the statement names; of the first tables that
   * there are if it names none yet.
   */
  private void addColumns(String statement, List<Candidate> candidates) {
    List<String> tables = session.tableNames();
    List<String> named = named(statement, tables);
    List<String> sources =
        named.isEmpty()
            ? tables.stream().limit(MOST_TABLES).map(StatementCompleter::quotedIfNeeded).toList()
            : named;
    for (String source : sources) {
      for (Field field : fields(source)) {
        add(quotedIfNeeded(field.name()), "column", candidates);
      }
    }
  }

  private static List<String> named(String statement, List<String> tables) {
    List<String> named = new ArrayList<>();
    for (SqlTokens.Token token : SqlTokens.of(statement)) {
      String text = token.of(statement);
      boolean isFile = token.kind() == SqlTokens.Kind.LITERAL && !token.isOpen();
      boolean isTable =
          (token.kind() == SqlTokens.Kind.WORD || token.kind() == SqlTokens.Kind.NAME)
              && tables.stream().anyMatch(table -> table.equalsIgnoreCase(unquoted(text)));
      if (isTable || (isFile && text.indexOf('.') > 0)) {
        named.add(text);
      }
    }
    return named;
  }

  private List<Field> fields(String table) {
    try {
      Query query = (Query) session.parse("SELECT * FROM " + table).get(0);
      return session.schema(query, List.of()).fields();
    } catch (QueryException e) {
      return List.of(); // a text that is no file, or one that cannot be read: nothing to complete
    }
  }

  private static String unquoted(String name) {
    return name.startsWith("\"") && name.length() > 1
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name;
  }

  private static String quotedIfNeeded(String name) {
    boolean isPlain =
        name.chars().allMatch(SqlTokens::isWordPart)
            && !name.isEmpty()
            && !Character.isDigit(name.charAt(0))
            && !SqlWords.isKeyword(name);
    return isPlain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  private void addPaths(String typed, List<Candidate> candidates) {
    int slash = typed.lastIndexOf('/');
    String folder = typed.substring(0, slash + 1);
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(base.resolve(folder))) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!name.startsWith(".") && found.size() < MOST_PATHS) {
          found.add(folder + name + (Files.isDirectory(file) ? "/" : ""));
        }
      }
    } catch (IOException | RuntimeException e) {
      return; // no such folder, or none that may be read: nothing to complete
    }
    found.stream()
        .sorted()
        .forEach(
            path -> candidates.add(new Candidate(path, path, "file", null, null, null, false)));
  }

  private static void add(String word, String group, List<Candidate> candidates) {
    candidates.add(new Candidate(word, word, group, null, null, null, true));
  }
}
