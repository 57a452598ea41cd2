package dev.quern.optimizer;

/** The tables of TPC-H with their statistics at scale 1. */
final class Tpch {
  private Tpch() {}

  static TestDatabase database() {
    return new TestDatabase()
        .with(
            "lineitem",
            6_001_215,
            "l_orderkey BIGINT ! 1500000 1 6000000",
            "l_partkey BIGINT ! 200000 1 200000",
            "l_suppkey BIGINT ! 10000 1 10000",
            "l_linenumber INTEGER ! 7 1 7",
            "l_quantity DECIMAL(15,2) ! 50 1 50",
            "l_extendedprice DECIMAL(15,2) ! 900000 900 105000",
            "l_discount DECIMAL(15,2) ! 11 0 0.10",
            "l_tax DECIMAL(15,2) ! 9 0 0.08",
            "l_returnflag VARCHAR ! 3",
            "l_linestatus VARCHAR ! 2",
            "l_shipdate DATE ! 2526 1992-01-02 1998-12-01",
            "l_commitdate DATE ! 2466 1992-01-31 1998-10-31",
            "l_receiptdate DATE ! 2554 1992-01-04 1998-12-31",
            "l_shipinstruct VARCHAR ! 4",
            "l_shipmode VARCHAR ! 7",
            "l_comment VARCHAR ! 4500000")
        .with(
            "orders",
            1_500_000,
            "o_orderkey BIGINT ! 1500000 1 6000000",
            "o_custkey BIGINT ! 100000 1 150000",
            "o_orderstatus VARCHAR ! 3",
            "o_totalprice DECIMAL(15,2) ! 1460000 800 600000",
            "o_orderdate DATE ! 2406 1992-01-01 1998-08-02",
            "o_orderpriority VARCHAR ! 5",
            "o_clerk VARCHAR ! 1000",
            "o_shippriority INTEGER ! 1 0 0",
            "o_comment VARCHAR ! 1480000")
        .with(
            "customer",
            150_000,
            "c_custkey BIGINT ! 150000 1 150000",
            "c_name VARCHAR ! 150000",
            "c_address VARCHAR ! 150000",
            "c_nationkey INTEGER ! 25 0 24",
            "c_phone VARCHAR ! 150000",
            "c_acctbal DECIMAL(15,2) ! 140000 -1000 10000",
            "c_mktsegment VARCHAR ! 5",
            "c_comment VARCHAR ! 150000")
        .with(
            "part",
            200_000,
            "p_partkey BIGINT ! 200000 1 200000",
            "p_name VARCHAR ! 199990",
            "p_mfgr VARCHAR ! 5",
            "p_brand VARCHAR ! 25",
            "p_type VARCHAR ! 150",
            "p_size INTEGER ! 50 1 50",
            "p_container VARCHAR ! 40",
            "p_retailprice DECIMAL(15,2) ! 20000 900 2100",
            "p_comment VARCHAR ! 130000")
        .with(
            "partsupp",
            800_000,
            "ps_partkey BIGINT ! 200000 1 200000",
            "ps_suppkey BIGINT ! 10000 1 10000",
            "ps_availqty INTEGER ! 9999 1 9999",
            "ps_supplycost DECIMAL(15,2) ! 100000 1 1000",
            "ps_comment VARCHAR ! 799000")
        .with(
            "supplier",
            10_000,
            "s_suppkey BIGINT ! 10000 1 10000",
            "s_name VARCHAR ! 10000",
            "s_address VARCHAR ! 10000",
            "s_nationkey INTEGER ! 25 0 24",
            "s_phone VARCHAR ! 10000",
            "s_acctbal DECIMAL(15,2) ! 9955 -1000 10000",
            "s_comment VARCHAR ! 10000")
        .with(
            "nation",
            25,
            "n_nationkey INTEGER ! 25 0 24",
            "n_name VARCHAR ! 25",
            "n_regionkey INTEGER ! 5 0 4",
            "n_comment VARCHAR ! 25")
        .with(
            "region", 5, "r_regionkey INTEGER ! 5 0 4", "r_name VARCHAR 5", "r_comment VARCHAR 5");
  }
}
