package dev.quern.cli;

import dev.quern.cli.output.OutputFormat;
import dev.quern.cli.tpch.TpchGenerator;
import dev.quern.engine.Engine;
import dev.quern.engine.Session;
import dev.quern.engine.settings.Setting;
import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what Quern does in a minute: data, three queries on several processes, a plan. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Make a small TPC-H data set and run three of its queries on several processes.")
final class DemoCommand implements Callable<Integer> {
  private static final String PRICING_SUMMARY =
      """
      SELECT l_returnflag, l_linestatus, sum(l_quantity) AS quantity,
             sum(l_extendedprice * (1 - l_discount)) AS revenue, avg(l_discount) AS discount, count(*) AS orders
      FROM lineitem
      WHERE l_shipdate <= DATE '1998-09-02'
      GROUP BY l_returnflag, l_linestatus
      ORDER BY l_returnflag, l_linestatus""";

  private static final String LOCAL_SUPPLIERS =
      """
      SELECT n_name, sum(l_extendedprice * (1 - l_discount)) AS revenue
      FROM customer, orders, lineitem, supplier, nation, region
      WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND l_suppkey = s_suppkey
        AND c_nationkey = s_nationkey AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey
        AND r_name = 'ASIA' AND o_orderdate >= DATE '1994-01-01' AND o_orderdate < DATE '1995-01-01'
      GROUP BY n_name
      ORDER BY revenue DESC""";

  private static final String LARGE_ORDERS =
      """
      SELECT o_orderkey, c_name, o_orderdate, sum(l_quantity) AS quantity
      FROM customer, orders, lineitem
      WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING sum(l_quantity) > 250)
        AND c_custkey = o_custkey AND o_orderkey = l_orderkey
      GROUP BY o_orderkey, c_name, o_orderdate
      ORDER BY quantity DESC, o_orderdate
      LIMIT 5""";

  @Option(
      names = "--scale",
      defaultValue = "0.1",
      description = "size of the data (default: ${DEFAULT-VALUE})")
  private double scale = 0.1;

  private final Streams streams;

  DemoCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    PrintStream err = streams.err();
    Settings settings =
        Settings.defaults()
            .with(Setting.SCHEDULER, "processes")
            .with(Setting.WORKERS, "2")
            .with(Setting.THREADS, "2");
    try (DemoFolder folder = DemoFolder.create();
        Engine engine = Engine.open(settings);
        Session session = engine.openSession(folder.path());
        Destination destination = new StandardOutput(streams.out(), engine.allocator())) {
      err.println("Writing TPC-H at scale " + scale + " as CSV, 4 files for each large table ...");
      new TpchGenerator(engine.formats().byName("csv"), engine.allocator(), 2)
          .generate(scale, 4, folder.path());
      session.attach(folder.path());
      return show(new StatementRunner(session, destination, err, OutputFormat.TABLE, true));
    }
  }

  private int show(StatementRunner runner) {
    PrintStream err = streams.err();
    try (Interrupts interrupts = Interrupts.cancelling(runner::stop)) {
      try {
        err.println("Two worker processes answer each query.\n");
        for (String query : new String[] {PRICING_SUMMARY, LOCAL_SUPPLIERS, LARGE_ORDERS}) {
          err.println(query + ";");
          runner.run(query);
          err.println();
        }
        err.println("The plan of the second query, with what each operator did (EXPLAIN ANALYZE):");
        runner.run("EXPLAIN ANALYZE " + LOCAL_SUPPLIERS);
        return Main.EXIT_OK;
      } catch (QueryException e) {
        int exitCode = Failures.report(e, err);
        return exitCode == Main.EXIT_CANCELLED ? interrupts.exitCode() : exitCode;
      }
    }
  }
}
