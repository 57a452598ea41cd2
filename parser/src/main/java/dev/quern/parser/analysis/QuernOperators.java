package dev.quern.parser.analysis;

import dev.quern.plan.functions.FunctionSignature;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.jspecify.annotations.Nullable;

/**
 * The operators and functions that a query may use: those of standard SQL that we run, and one for
 * each signature. Calcite's libraries are not scanned. Immutable.
 */
final class QuernOperators implements SqlOperatorTable {
  private final Map<String, List<SqlOperator>> operators = new HashMap<>();
  private final List<SqlOperator> all = new ArrayList<>();

  QuernOperators(Collection<FunctionSignature> signatures) {
    StandardOperators.withSyntax().forEach(operator -> add(operator.getName(), operator));
    for (FunctionSignature signature : signatures) {
      addSignature(signature);
    }
    for (SqlOperator function : StandardOperators.functions()) {
      if (!operators.containsKey(key(function.getName()))) {
        add(function.getName(), function);
      }
    }
  }

  private void addSignature(FunctionSignature signature) {
    SqlFunction function = SignatureFunctions.of(signature);
    if (!StandardOperators.isFixed(signature.name())) {
      add(signature.name(), function);
    }
    for (String alias : signature.aliases()) {
      if (!StandardOperators.isFixed(alias) && !operators.containsKey(key(alias))) {
        add(alias, function);
      }
    }
  }

  private void add(String name, SqlOperator operator) {
    operators.computeIfAbsent(key(name), unused -> new ArrayList<>()).add(operator);
    all.add(operator);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public void lookupOperatorOverloads(
      SqlIdentifier name,
      @Nullable SqlFunctionCategory category,
      SqlSyntax syntax,
      List<SqlOperator> found,
      SqlNameMatcher nameMatcher) {
    if (!name.isSimple()) {
      return;
    }
    for (SqlOperator operator : operators.getOrDefault(key(name.getSimple()), List.of())) {
      if (operator.getSyntax() == syntax
          || (syntax == SqlSyntax.FUNCTION && operator instanceof SqlFunction)) {
        found.add(operator);
      }
    }
  }

  @Override
  public List<SqlOperator> getOperatorList() {
    return List.copyOf(all);
  }

  /** Returns whether the name is that of an aggregate of the program. */
  boolean isJavaAggregate(String name) {
    return operators.getOrDefault(key(name), List.of()).stream()
        .anyMatch(
            operator ->
                operator.isAggregator()
                    && operator.getName().startsWith(FunctionSignature.JAVA_PREFIX));
  }

  boolean has(String name) {
    return operators.containsKey(key(name));
  }

  /** Returns the names of all functions; for messages. */
  List<String> functionNames() {
    List<String> names = new ArrayList<>();
    operators.forEach(
        (name, overloads) -> {
          if (overloads.get(0) instanceof SqlFunction && name.charAt(0) != '$') {
            names.add(name);
          }
        });
    return names;
  }
}
