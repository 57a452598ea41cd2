package dev.quern.parser.analysis;

import java.lang.reflect.Proxy;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.JaninoRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.MetadataHandlerProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;

/**
 * Finds the handlers of metadata queries when they are first asked. Until then one proxy stands for
 * all of them, where {@link RelMetadataQuery#instance()} makes a class for each of 27 kinds before
 * the first query of a process is planned.
 */
final class LateMetadata implements MetadataHandlerProvider {
  private static final List<Class<?>> KINDS =
      List.of(
          BuiltInMetadata.AllPredicates.Handler.class,
          BuiltInMetadata.Collation.Handler.class,
          BuiltInMetadata.ColumnOrigin.Handler.class,
          BuiltInMetadata.ColumnUniqueness.Handler.class,
          BuiltInMetadata.CumulativeCost.Handler.class,
          BuiltInMetadata.DistinctRowCount.Handler.class,
          BuiltInMetadata.Distribution.Handler.class,
          BuiltInMetadata.ExplainVisibility.Handler.class,
          BuiltInMetadata.ExpressionLineage.Handler.class,
          BuiltInMetadata.FunctionalDependency.Handler.class,
          BuiltInMetadata.InputFieldsUsed.Handler.class,
          BuiltInMetadata.LowerBoundCost.Handler.class,
          BuiltInMetadata.MaxRowCount.Handler.class,
          BuiltInMetadata.Measure.Handler.class,
          BuiltInMetadata.Memory.Handler.class,
          BuiltInMetadata.MinRowCount.Handler.class,
          BuiltInMetadata.NodeTypes.Handler.class,
          BuiltInMetadata.NonCumulativeCost.Handler.class,
          BuiltInMetadata.Parallelism.Handler.class,
          BuiltInMetadata.PercentageOriginalRows.Handler.class,
          BuiltInMetadata.PopulationSize.Handler.class,
          BuiltInMetadata.Predicates.Handler.class,
          BuiltInMetadata.RowCount.Handler.class,
          BuiltInMetadata.Selectivity.Handler.class,
          BuiltInMetadata.Size.Handler.class,
          BuiltInMetadata.TableReferences.Handler.class,
          BuiltInMetadata.UniqueKeys.Handler.class);

  private static final Object UNKNOWN = unknown(KINDS.toArray(Class<?>[]::new));

  private final RelOptCluster cluster;

  private LateMetadata(RelOptCluster cluster) {
    this.cluster = cluster;
  }

  /** Lets the metadata queries of a cluster begin without handlers. */
  static void install(RelOptCluster cluster) {
    LateMetadata handlers = new LateMetadata(cluster);
    cluster.setMetadataQuerySupplier(() -> new RelMetadataQuery(handlers));
  }

  @Override
  public <H extends MetadataHandler<?>> H handler(Class<H> kind) {
    return kind.cast(kind.isInstance(UNKNOWN) ? UNKNOWN : unknown(kind));
  }

  @Override
  public <H extends MetadataHandler<?>> H revise(Class<H> kind) {
    return JaninoRelMetadataProvider.of(cluster.getMetadataProvider()).revise(kind);
  }

  /** Returns a handler whose answer always is that it must be looked for. */
  private static Object unknown(Class<?>... kinds) {
    return Proxy.newProxyInstance(
        RelMetadataQuery.class.getClassLoader(),
        kinds,
        (proxy, method, arguments) -> {
          RelNode asked = (RelNode) arguments[0];
          throw new NoHandler(asked.getClass());
        });
  }
}
