package dev.quern.benchmarks;

import dev.quern.executor.expressions.functions.FunctionRegistry;
import dev.quern.plan.functions.FunctionSignature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The page of functions lists exactly those that are registered. */
class FunctionsPageTest {
  @Test
  void listsTheRegisteredFunctions() throws IOException {
    GeneratedPage.check("functions.md", page());
  }

  private static List<String> page() {
    List<String> lines = new ArrayList<>();
    lines.add("# Functions");
    lines.add("");
    lines.add(
        "Operators, `CASE`, `CAST`, `EXTRACT` and the other forms with a syntax of their own are in");
    lines.add(
        "[sql.md](sql.md). This page is written from the functions that are registered, and a test compares them.");
    for (FunctionSignature.Kind kind : FunctionSignature.Kind.values()) {
      String name = kind.name().charAt(0) + kind.name().substring(1).toLowerCase(Locale.ROOT);
      lines.add("");
      lines.add("## " + name + " functions");
      lines.add("");
      lines.add("| function | other names | what it gives | example |");
      lines.add("|---|---|---|---|");
      FunctionRegistry.signatures().stream()
          .filter(signature -> signature.kind() == kind)
          .sorted(Comparator.comparing(FunctionSignature::name))
          .forEach(signature -> lines.add(row(signature)));
    }
    return lines;
  }

  private static String row(FunctionSignature signature) {
    return "| `"
        + signature.name()
        + "` | "
        + String.join(", ", signature.aliases())
        + " | "
        + escaped(signature.description())
        + " | `"
        + escaped(signature.example())
        + "` |";
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|");
  }
}
