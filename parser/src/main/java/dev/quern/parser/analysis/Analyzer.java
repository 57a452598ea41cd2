package dev.quern.parser.analysis;

import dev.quern.parser.catalog.Catalog;
import dev.quern.parser.syntax.Query;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.functions.FunctionSignature;
import java.util.Collection;
import java.util.List;

/**
 * Checks a query and turns it into relational algebra. Holds the operators and functions;
 * immutable, may be shared by threads.
 *
 * <p>The algebra is as written: sub-queries are still in the expressions ({@code RexSubQuery}),
 * nothing is decorrelated, trimmed or pushed. Its scans unwrap to {@code CatalogTable}, {@code
 * ScanSource} and {@code TableStatistics}.
 */
public final class Analyzer {
  private final QuernOperators operators;

  /**
   * @param functions the functions of the executor
   */
  public Analyzer(Collection<FunctionSignature> functions) {
    this.operators = new QuernOperators(functions);
  }

  /**
   * Loads the operators that every analyzer has, which takes a while in a new process. Need not be
   * called; whoever makes the functions on another thread may call it meanwhile.
   */
  public static void loadOperators() {
    StandardOperators.withSyntax();
  }

  /** Returns whether there is a function or an operator of that name. */
  public boolean hasFunction(String name) {
    return operators.has(name);
  }

  /**
   * Returns the algebra of a query, and where its columns come from.
   *
   * @param parameters a constant expression for each {@code ?}
   * @throws QueryException if the query is wrong: unknown names, types that do not fit
   */
  public AnalyzedQuery analyze(Query query, Catalog catalog, List<Expression> parameters) {
    return new Analysis(operators, catalog).analyze(query, parameters);
  }
}
