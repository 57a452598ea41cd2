package dev.quern.executor.expressions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.executor.expressions.functions.FunctionRegistry;
import dev.quern.plan.functions.FunctionSignature;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds for every declared function. */
class FunctionRegistryTest {
  @Test
  void namesAndAliasesAreUnique() {
    Set<String> names = new HashSet<>();
    for (FunctionSignature signature : FunctionRegistry.signatures()) {
      assertTrue(names.add(signature.name()), "twice: " + signature.name());
      for (String alias : signature.aliases()) {
        assertTrue(names.add(alias), "twice: " + alias);
      }
    }
    assertTrue(names.size() > 150, "only " + names.size() + " names");
  }

  @Test
  void everyFunctionIsExplained() {
    for (FunctionSignature signature : FunctionRegistry.signatures()) {
      assertFalse(signature.description().isEmpty(), signature.name());
      boolean inExample =
          signature.example().startsWith(signature.name() + "(")
              || signature.aliases().stream()
                  .anyMatch(alias -> signature.example().startsWith(alias + "("));
      assertTrue(inExample, signature.name() + " is not in its example " + signature.example());
      assertTrue(signature.requiredParameters() <= signature.parameters().size(), signature.name());
    }
  }

  @Test
  void operatorsOfThePlanAreKnown() {
    List<String> operators =
        List.of(
            "add",
            "subtract",
            "multiply",
            "divide",
            "modulo",
            "negate",
            "equal",
            "not_equal",
            "less_than",
            "less_than_or_equal",
            "greater_than",
            "greater_than_or_equal",
            "concat",
            "like",
            "ilike",
            "extract_year",
            "extract_epoch",
            "date_trunc",
            "date_add");
    for (String operator : operators) {
      assertEquals(
          operator, FunctionRegistry.standard().find(operator).name(), "unknown: " + operator);
    }
  }
}
