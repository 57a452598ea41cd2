package dev.quern.optimizer.statistics;

import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.nodes.FilePruner;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that scans with a filter need. Remembers its answers, because planning asks for the
 * same scan several times. Not thread-safe.
 */
final class PrunedScans {
  private final FilePruner pruner;
  private final IdentityHashMap<ScanSource, Map<Expression, ScanSource>> known =
      new IdentityHashMap<>();

  PrunedScans(FilePruner pruner) {
    this.pruner = pruner;
  }

  /** Returns the source with the files that may hold a row for which the filter is true. */
  ScanSource pruned(ScanSource source, Expression filter) {
    if (source.partitionSchema().size() == 0) {
      return source;
    }
    return known
        .computeIfAbsent(source, key -> new HashMap<>())
        .computeIfAbsent(filter, key -> source.prunedTo(pruner.prune(source, filter)));
  }

  /** Returns the share of the source's bytes that lie in the files that are left. */
  double share(ScanSource source, Expression filter) {
    double all = bytes(source);
    return all == 0 ? 1 : bytes(pruned(source, filter)) / all;
  }

  /** Returns the conjuncts of the filter that read a column of the files. */
  static List<Expression> undecided(ScanSource source, Expression filter) {
    int fileColumns = source.fileSchema().size();
    return Expressions.conjuncts(filter).stream()
        .filter(
            conjunct ->
                Expressions.columns(conjunct).stream().anyMatch(column -> column < fileColumns))
        .toList();
  }

  private static double bytes(ScanSource source) {
    return source.files().stream().mapToDouble(SourceFile::sizeBytes).sum();
  }
}
