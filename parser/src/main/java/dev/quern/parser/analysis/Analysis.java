package dev.quern.parser.analysis;

import dev.quern.parser.catalog.Catalog;
import dev.quern.parser.catalog.CatalogEntry;
import dev.quern.parser.catalog.CatalogTable;
import dev.quern.parser.catalog.CatalogView;
import dev.quern.parser.syntax.Query;
import dev.quern.parser.syntax.StatementParser;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Expression;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.schema.Table;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql2rel.SqlToRelConverter;

/** The analysis of one query and of the views in it. */
final class Analysis {
  private static final SqlToRelConverter.Config CONVERSION =
      SqlToRelConverter.config()
          .withExpand(false)
          .withTrimUnusedFields(false)
          .withInSubQueryThreshold(Integer.MAX_VALUE);

  private final QuernOperators operators;
  private final Catalog catalog;
  private final FunctionRewrites functions;
  private final RelDataTypeFactory typeFactory = new QuernTypeFactory();
  private final Set<String> openViews = new HashSet<>();

  Analysis(QuernOperators operators, Catalog catalog) {
    this.operators = operators;
    this.catalog = catalog;
    this.functions = new FunctionRewrites(operators, Instant.now(), ZoneId.systemDefault());
  }

  AnalyzedQuery analyze(Query query, List<Expression> parameters) {
    TableResolver resolver = resolver(parameters);
    Validated validated = validate(query.node(), resolver);
    HepPlanner planner = new HepPlanner(HepProgram.builder().build());
    // Constants are folded by our own functions, not by those of Calcite's runtime.
    planner.setExecutor((rexBuilder, constants, reduced) -> reduced.addAll(constants));
    RelOptCluster cluster = RelOptCluster.create(planner, new QuernRexBuilder(typeFactory));
    LateMetadata.install(cluster);
    RelRoot root = convert(validated, cluster);
    return new AnalyzedQuery(
        root, new ColumnOrigins(validated.validator(), validated.query(), resolver.catalogNames()));
  }

  /** A query whose names and types are known. */
  private record Validated(
      SqlNode query, QuernValidator validator, QuernCatalogReader reader, List<String> columns) {}

  private TableResolver resolver(List<Expression> parameters) {
    return new TableResolver(catalog, parameters, functions, this::columnCount);
  }

  private Validated validate(SqlNode query, TableResolver resolver) {
    SqlNode resolved = resolver.resolve(query);
    return validateResolved(resolved, resolver.tables());
  }

  /** Returns the number of columns of a resolved query, which stays as it is. */
  private int columnCount(SqlNode query, Map<List<String>, CatalogEntry> tables) {
    Validated validated = validateResolved(DeepCopy.of(query), tables);
    return validated.validator().getValidatedNodeType(validated.query()).getFieldCount();
  }

  private Validated validateResolved(SqlNode query, Map<List<String>, CatalogEntry> entries) {
    Map<List<String>, Table> tables = new LinkedHashMap<>();
    entries.forEach((name, entry) -> tables.put(name, table(entry)));
    QuernCatalogReader reader = QuernCatalogReader.of(tables, typeFactory);
    QuernValidator validator = new QuernValidator(operators, reader, typeFactory);
    List<String> columns = new ArrayList<>();
    tables.values().forEach(t -> columns.addAll(t.getRowType(typeFactory).getFieldNames()));
    try {
      SqlNode validated = validator.validate(query);
      RefusedForms.check(validated);
      return new Validated(validated, validator, reader, columns);
    } catch (CalciteContextException e) {
      throw AnalysisErrors.of(e, columns, operators.functionNames());
    } catch (CalciteException e) {
      throw unsupported(e);
    }
  }

  /** Returns what tells that Calcite has no way for a query, which it says in its own manner. */
  private static QueryException unsupported(Throwable reason) {
    return new QueryException(
        ErrorCode.UNSUPPORTED,
        "Query is not supported: " + String.valueOf(reason.getMessage()).replaceAll("\\s+", " "),
        reason);
  }

  private RelRoot convert(Validated validated, RelOptCluster cluster) {
    SqlToRelConverter converter =
        new SqlToRelConverter(
            (rowType, sql, schemaPath, viewPath) -> {
              throw new IllegalStateException("views expand by themselves: " + viewPath);
            },
            validated.validator(),
            validated.reader(),
            cluster,
            new Convertlets(),
            CONVERSION);
    try {
      return converter.convertQuery(validated.query(), false, true);
    } catch (CalciteContextException e) {
      throw AnalysisErrors.of(e, validated.columns(), operators.functionNames());
    } catch (UnsupportedOperationException | CalciteException e) {
      throw unsupported(e);
    } catch (AssertionError e) {
      throw CalciteLimits.errorOf(e);
    }
  }

  private Table table(CatalogEntry entry) {
    if (entry instanceof CatalogTable table) {
      return new QuernTable(table);
    }
    return view((CatalogView) entry);
  }

  private QuernView view(CatalogView view) {
    String key = view.name().toLowerCase(Locale.ROOT);
    if (!openViews.add(key)) {
      throw new QueryException(ErrorCode.INVALID_QUERY, "View refers to itself: " + view.name());
    }
    try {
      Validated validated =
          validate(StatementParser.parseQuery(view.sql()).node(), resolver(List.of()));
      RelDataType rowType = validated.validator().getValidatedNodeType(validated.query());
      return new QuernView(renamed(view, rowType), cluster -> project(validated, cluster));
    } catch (QueryException e) {
      throw new QueryException(e.code(), "In view " + view.name() + ": " + e.message(), e);
    } finally {
      openViews.remove(key);
    }
  }

  /** Converts a view's query, without the columns that only its ORDER BY needs. */
  private RelNode project(Validated view, RelOptCluster cluster) {
    return convert(view, cluster).project();
  }

  private RelDataType renamed(CatalogView view, RelDataType rowType) {
    if (view.columns().isEmpty()) {
      return rowType;
    }
    if (view.columns().size() != rowType.getFieldCount()) {
      throw new QueryException(
          ErrorCode.INVALID_QUERY,
          "View names "
              + view.columns().size()
              + " columns, its query has "
              + rowType.getFieldCount());
    }
    RelDataTypeFactory.Builder renamed = typeFactory.builder();
    for (int i = 0; i < rowType.getFieldCount(); i++) {
      renamed.add(view.columns().get(i), rowType.getFieldList().get(i).getType());
    }
    return renamed.build();
  }
}
