package dev.quern.parser.testing;

import dev.quern.parser.analysis.AnalyzedQuery;
import dev.quern.parser.analysis.Analyzer;
import dev.quern.parser.analysis.RelTypes;
import dev.quern.parser.catalog.Catalog;
import dev.quern.parser.syntax.StatementParser;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelRoot;
import org.jspecify.annotations.Nullable;

/** Analyzes queries over a catalog and shows what came out. */
public final class Analyses {
  private final Analyzer analyzer;
  private final Catalog catalog;

  public Analyses(Catalog catalog, FunctionSignature... functions) {
    this.analyzer = new Analyzer(List.of(functions));
    this.catalog = catalog;
  }

  public RelRoot analyze(String sql, Literal... parameters) {
    return analyzed(sql, parameters).root();
  }

  /** Returns the algebra of a query, and where its columns come from. */
  public AnalyzedQuery analyzed(String sql, Literal... parameters) {
    return analyzer.analyze(StatementParser.parseQuery(sql), catalog, List.of(parameters));
  }

  /** Returns the columns of a query, e.g. {@code a INTEGER, b VARCHAR NOT NULL}. */
  public String columns(String sql, Literal... parameters) {
    List<String> columns = new ArrayList<>();
    for (Field field : RelTypes.schema(analyze(sql, parameters).validatedRowType).fields()) {
      columns.add(
          field.name() + " " + field.type().sqlName() + (field.nullable() ? "" : " NOT NULL"));
    }
    return String.join(", ", columns);
  }

  /** Returns the types of the columns of a query. */
  public String types(String sql) {
    List<String> types = new ArrayList<>();
    for (Field field : RelTypes.schema(analyze(sql).validatedRowType).fields()) {
      types.add(field.type().sqlName());
    }
    return String.join(" ", types);
  }

  /** Returns the algebra of a query as text. */
  public String algebra(String sql, Literal... parameters) {
    return RelOptUtil.toString(analyze(sql, parameters).rel).strip();
  }

  /** Returns a function that takes these parameters, of which so many are required. */
  public static FunctionSignature function(
      String name,
      FunctionSignature.Kind kind,
      FunctionSignature.Returns returns,
      @Nullable DataType returnType,
      int required,
      FunctionSignature.Parameter... parameters) {
    return new FunctionSignature(
        name,
        List.of(name + "_alias"),
        kind,
        List.of(parameters),
        required,
        false,
        returns,
        returnType,
        true,
        "",
        "");
  }
}
