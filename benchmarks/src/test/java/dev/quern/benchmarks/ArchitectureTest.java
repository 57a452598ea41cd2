package dev.quern.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the house, checked over the classes of all modules. */
@AnalyzeClasses(packages = "dev.quern", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule calciteEndsAtTheOptimizer =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.quern.parser..", "dev.quern.optimizer..", "dev.quern.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.calcite..");

  @ArchTest
  static final ArchRule planIsPlainJava =
      noClasses()
          .that()
          .resideInAPackage("dev.quern.plan..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.calcite..",
              "org.apache.arrow..",
              "dev.quern.parser..",
              "dev.quern.optimizer..",
              "dev.quern.executor..",
              "dev.quern.engine..");

  @ArchTest
  static final ArchRule executorKnowsNoSql =
      noClasses()
          .that()
          .resideInAPackage("dev.quern.executor..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.quern.parser..", "dev.quern.optimizer..", "dev.quern.engine..");

  @ArchTest
  static final ArchRule nothingStandsOnTheTop =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.quern.cli..", "dev.quern.benchmarks..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.quern.cli..", "dev.quern.benchmarks..");

  @ArchTest
  static final ArchRule schedulerKnowsOnlyPlans =
      noClasses()
          .that()
          .resideInAPackage("dev.quern.executor.scheduler..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.arrow..",
              "dev.quern.executor.operators..",
              "dev.quern.executor.worker..");

  /**
   * The generated parser calls the grammar's actions and is called by the statement parser: one
   * unit, two folders.
   */
  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices()
          .matching("dev.quern.(**)")
          .should()
          .beFreeOfCycles()
          .ignoreDependency(
              JavaClass.Predicates.resideInAPackage("dev.quern.parser.syntax.generated"),
              DescribedPredicate.alwaysTrue());
}
