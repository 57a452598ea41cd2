package dev.quern.parser.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.parser.catalog.Catalog;
import dev.quern.parser.syntax.Query;
import dev.quern.parser.syntax.Statement;
import dev.quern.parser.syntax.StatementParser;
import dev.quern.parser.testing.Suites;
import dev.quern.parser.testing.TestCatalog;
import dev.quern.parser.testing.TpchSchema;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.functions.FunctionSignature;
import dev.quern.plan.types.DataTypes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class QuerySuitesTest {
  private static final FunctionSignature CONCAT =
      new FunctionSignature(
          "concat",
          List.of(),
          FunctionSignature.Kind.SCALAR,
          List.of(FunctionSignature.Parameter.ANY),
          1,
          true,
          FunctionSignature.Returns.FIXED,
          DataTypes.VARCHAR,
          false,
          "Joins texts",
          "concat('a', 'b')");
  private static final Analyzer ANALYZER = new Analyzer(List.of(CONCAT));

  @Test
  void analyzesAllOfTpch() {
    Map<String, String> failures = failures(TpchSchema.catalog(), Suites.folder("tpch/queries"));
    assertEquals(Map.of(), failures);
  }

  @Test
  void analyzesAllOfTpcds() {
    TestCatalog catalog = new TestCatalog();
    for (Path schema : Suites.files(Suites.folder("tpcds/schema"))) {
      String create = Suites.text(schema).strip();
      String statement = create.endsWith(";") ? create.substring(0, create.length() - 1) : create;
      catalog.run(
          statement.replaceFirst("(?i)create table", "CREATE EXTERNAL TABLE")
              + " STORED AS CSV LOCATION 'x'");
    }
    assertEquals(Map.of(), failures(catalog, Suites.folder("tpcds/queries")));
  }

  private static Map<String, String> failures(Catalog catalog, Path folder) {
    Map<String, String> failures = new TreeMap<>();
    for (Path file : Suites.files(folder)) {
      try {
        for (Statement statement : StatementParser.parse(Suites.text(file))) {
          var unused =
              ANALYZER.analyze((Query) statement, catalog, List.of()).origins().tableName(0);
        }
      } catch (QueryException e) {
        failures.put(file.getFileName().toString(), e.message());
      }
    }
    return failures;
  }
}
