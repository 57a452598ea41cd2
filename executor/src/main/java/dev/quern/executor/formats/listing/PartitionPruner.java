package dev.quern.executor.formats.listing;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.batch.LiteralWriter;
import dev.quern.executor.expressions.ExpressionCompiler;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Expression;
import dev.quern.plan.expressions.Expressions;
import dev.quern.plan.expressions.Literal;
import dev.quern.plan.nodes.FilePruner;
import dev.quern.plan.nodes.ScanSource;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates what a filter says of partition columns on the partition values of a table's files,
 * with the same compiled expressions as the scan would use on rows. A condition that cannot be
 * evaluated prunes nothing: the scan reports the error if it comes to that file. Thread-safe.
 */
public final class PartitionPruner implements FilePruner {
  private final ExpressionCompiler expressions;
  private final BufferAllocator allocator;

  public PartitionPruner(ExpressionCompiler expressions, BufferAllocator allocator) {
    this.expressions = expressions;
    this.allocator = allocator;
  }

  @Override
  public List<SourceFile> prune(ScanSource source, Expression filter) {
    int fileColumns = source.fileSchema().size();
    List<SourceFile> kept = source.files();
    for (Expression conjunct : Expressions.conjuncts(filter)) {
      Expression condition = new PartitionCondition(fileColumns).impliedBy(conjunct);
      if (condition != null && !kept.isEmpty()) {
        kept = keep(source, condition, kept);
      }
    }
    return kept;
  }

  private List<SourceFile> keep(ScanSource source, Expression condition, List<SourceFile> files) {
    List<Integer> columns = List.copyOf(Expressions.columns(condition));
    int fileColumns = source.fileSchema().size();
    Map<List<@Nullable String>, Boolean> verdicts = new LinkedHashMap<>();
    List<List<@Nullable String>> keys = new ArrayList<>();
    List<List<Literal>> rows = new ArrayList<>();
    for (SourceFile file : files) {
      List<@Nullable String> key = key(file, columns, fileColumns);
      if (verdicts.putIfAbsent(key, true) == null) {
        List<Literal> row = row(source, file, columns);
        if (row != null) {
          keys.add(key);
          rows.add(row);
        }
      }
    }
    boolean[] passes = evaluate(condition, columns, source.tableSchema(), rows);
    for (int i = 0; i < passes.length; i++) {
      verdicts.put(keys.get(i), passes[i]);
    }
    return files.stream()
        .filter(file -> verdicts.getOrDefault(key(file, columns, fileColumns), true))
        .toList();
  }

  private static List<@Nullable String> key(
      SourceFile file, List<Integer> columns, int fileColumns) {
    List<@Nullable String> key = new ArrayList<>(columns.size());
    for (int column : columns) {
      key.add(file.partitionValues().get(column - fileColumns));
    }
    return key;
  }

  /** Returns the values of the columns, or null if one of them is not of its type. */
  private static @Nullable List<Literal> row(
      ScanSource source, SourceFile file, List<Integer> columns) {
    List<Literal> row = new ArrayList<>(columns.size());
    for (int column : columns) {
      int index = column - source.fileSchema().size();
      String text = file.partitionValues().get(index);
      try {
        row.add(PartitionLiteral.of(text, source.partitionSchema().field(index), file));
      } catch (QueryException e) {
        // The scan says what is wrong with the folder, if it reads the file.
        return null;
      }
    }
    return row;
  }

  /** Returns whether each row passes; all do if the condition fails on one. */
  private boolean[] evaluate(
      Expression condition, List<Integer> columns, Schema table, List<List<Literal>> rows) {
    boolean[] passes = new boolean[rows.size()];
    Schema schema = table.select(columns);
    List<FieldVector> vectors = new ArrayList<>();
    try {
      for (int i = 0; i < columns.size(); i++) {
        vectors.add(ArrowTypes.createVector(schema.field(i), allocator));
        fill(vectors.get(i), i, rows);
      }
      // Not closed: its vectors are, below.
      Batch batch = new Batch(schema, vectors, rows.size());
      int[] selected = new int[rows.size()];
      Expression remapped = Expressions.remapColumns(condition, columns::indexOf);
      int count = expressions.predicate(remapped, schema).select(batch, selected);
      for (int i = 0; i < count; i++) {
        passes[selected[i]] = true;
      }
      return passes;
    } catch (QueryException e) {
      // The scan tells the user, with the row that it happened on.
      Arrays.fill(passes, true);
      return passes;
    } finally {
      vectors.forEach(FieldVector::close);
    }
  }

  private static void fill(FieldVector vector, int column, List<List<Literal>> rows) {
    vector.setInitialCapacity(rows.size());
    vector.allocateNew();
    for (int row = 0; row < rows.size(); row++) {
      LiteralWriter.write(rows.get(row).get(column), vector, row);
    }
    vector.setValueCount(rows.size());
  }
}
