package dev.quern.benchmarks.suites;

import java.nio.file.Path;
import java.sql.SQLException;

/** The tables of Calcite's scripts as Parquet files. */
final class CalciteTables {
  private static final String SCOTT =
      """
      CREATE TABLE BONUS (ENAME VARCHAR, JOB VARCHAR, SAL DECIMAL(7,2), COMM DECIMAL(7,2));
      CREATE TABLE DEPT (DEPTNO TINYINT NOT NULL, DNAME VARCHAR, LOC VARCHAR);
      CREATE TABLE EMP (EMPNO SMALLINT NOT NULL, ENAME VARCHAR, JOB VARCHAR, MGR SMALLINT,
          HIREDATE DATE, SAL DECIMAL(7,2), COMM DECIMAL(7,2), DEPTNO TINYINT);
      CREATE TABLE SALGRADE (GRADE INTEGER NOT NULL, LOSAL DECIMAL(7,2), HISAL DECIMAL(7,2))
      """;

  private CalciteTables() {}

  static Path scott(Path csv, Path root) throws SQLException {
    Path folder = root.resolve("scott");
    try (DuckDatabase database = new DuckDatabase()) {
      for (String create : SCOTT.split(";")) {
        database.execute(create);
      }
      for (Path file : SuiteFiles.files(csv, ".csv")) {
        database.execute("COPY " + table(file) + " FROM '" + file + "' (FORMAT csv, HEADER)");
      }
      database.export(folder);
    }
    return folder;
  }

  static Path post(Path csv, Path root) throws SQLException {
    Path folder = root.resolve("post");
    try (DuckDatabase database = new DuckDatabase()) {
      for (Path file : SuiteFiles.files(csv, ".csv")) {
        database.execute(
            "CREATE TABLE %s AS FROM read_csv('%s', header = true)".formatted(table(file), file));
      }
      database.export(folder);
    }
    return folder;
  }

  private static String table(Path file) {
    return file.getFileName().toString().replace(".csv", "");
  }
}
