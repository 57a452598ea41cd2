package dev.quern.executor.expressions;

import dev.quern.executor.batch.ArrowTypes;
import dev.quern.executor.batch.Batch;
import dev.quern.executor.memory.NestedCopies;
import dev.quern.executor.memory.NestedOrder;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.expressions.Cast;
import dev.quern.plan.expressions.ColumnReference;
import dev.quern.plan.types.DataType;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * Casts between lists, structs and maps. The values inside are gathered into columns and converted
 * as such, flat ones by compiled loops; what a NULL covers is never looked at.
 */
final class NestedCasts {
  private NestedCasts() {}

  /**
   * Returns the conversion.
   *
   * @param nullOnFailure whether a flat value that cannot be converted becomes NULL
   */
  static NestedCast of(
      DataType from, DataType to, boolean nullOnFailure, ExpressionCompiler compiler) {
    if (from.equals(to)) {
      return NestedCasts::copy;
    }
    if (from instanceof DataType.ListType list && to instanceof DataType.ListType target) {
      NestedCast elements = of(list.element(), target.element(), nullOnFailure, compiler);
      return (source, rows, result, allocator) ->
          lists((ListVector) source, list, elements, rows, (ListVector) result, allocator);
    }
    if (from instanceof DataType.MapType map && to instanceof DataType.MapType target) {
      NestedCast keys = of(map.key(), target.key(), nullOnFailure, compiler);
      NestedCast values = of(map.value(), target.value(), nullOnFailure, compiler);
      return (source, rows, result, allocator) ->
          maps((MapVector) source, map, keys, values, rows, (MapVector) result, allocator);
    }
    if (from instanceof DataType.StructType struct && to instanceof DataType.StructType target) {
      return structs(struct, target, nullOnFailure, compiler);
    }
    return flat(from, to, nullOnFailure, compiler);
  }

  private static void copy(
      FieldVector source, int rows, FieldVector target, BufferAllocator allocator) {
    for (int row = 0; row < rows; row++) {
      NestedCopies.copy(source, row, target, row);
    }
  }

  private static NestedCast flat(
      DataType from, DataType to, boolean nullOnFailure, ExpressionCompiler compiler) {
    Field input = new Field("value", from, true);
    Schema schema = new Schema(List.of(input));
    Cast cast = new Cast(ColumnReference.of(0, input), to, nullOnFailure);
    Projection projection =
        compiler.projection(
            List.of(cast), schema, new Schema(List.of(new Field("value", to, true))));
    return (source, rows, target, allocator) -> {
      Batch batch = new Batch(schema, List.of(source), rows);
      try (Batch converted = projection.project(batch, null, rows, allocator)) {
        copy(converted.vectors().get(0), rows, target, allocator);
      }
    };
  }

  private static void lists(
      ListVector source,
      DataType.ListType type,
      NestedCast elements,
      int rows,
      ListVector target,
      BufferAllocator allocator) {
    try (FieldVector gathered = empty(type.element(), allocator)) {
      int count = gatherElements(source, source.getDataVector(), rows, gathered);
      elements.convert(gathered, count, target.getDataVector(), allocator);
    }
    writeBounds(source, rows, target);
  }

  private static void maps(
      MapVector source,
      DataType.MapType type,
      NestedCast keys,
      NestedCast values,
      int rows,
      MapVector target,
      BufferAllocator allocator) {
    StructVector entries = (StructVector) source.getDataVector();
    StructVector results = (StructVector) target.getDataVector();
    int count;
    try (FieldVector gathered = empty(type.key(), allocator)) {
      count = gatherElements(source, entries.getChildrenFromFields().get(0), rows, gathered);
      keys.convert(gathered, count, results.getChildrenFromFields().get(0), allocator);
    }
    try (FieldVector gathered = empty(type.value(), allocator)) {
      gatherElements(source, entries.getChildrenFromFields().get(1), rows, gathered);
      values.convert(gathered, count, results.getChildrenFromFields().get(1), allocator);
    }
    for (int entry = 0; entry < count; entry++) {
      NestedCopies.setPresent(results, entry);
    }
    writeBounds(source, rows, target);
    checkKeys(target, rows, results.getChildrenFromFields().get(0));
  }

  /** Puts the elements of all lists that are not NULL one behind the other. */
  private static int gatherElements(
      ListVector source, FieldVector elements, int rows, FieldVector gathered) {
    int count = 0;
    for (int row = 0; row < rows; row++) {
      if (!source.isNull(row)) {
        int end = source.getElementEndIndex(row);
        for (int i = source.getElementStartIndex(row); i < end; i++) {
          NestedCopies.copy(elements, i, gathered, count++);
        }
      }
    }
    gathered.setValueCount(count);
    return count;
  }

  private static void writeBounds(ListVector source, int rows, ListVector target) {
    for (int row = 0; row < rows; row++) {
      if (source.isNull(row)) {
        NestedCopies.setNull(target, row);
      } else {
        target.startNewValue(row);
        target.endValue(row, source.getElementEndIndex(row) - source.getElementStartIndex(row));
      }
    }
  }

  /** Texts that differ may be the same number. */
  private static void checkKeys(MapVector map, int rows, FieldVector keys) {
    for (int row = 0; row < rows; row++) {
      int start = map.isNull(row) ? 0 : map.getElementStartIndex(row);
      int end = map.isNull(row) ? 0 : map.getElementEndIndex(row);
      for (int key = start; key < end; key++) {
        boolean isBad = keys.isNull(key);
        for (int other = start; other < key && !isBad; other++) {
          isBad = NestedOrder.compare(keys, other, keys, key) == 0;
        }
        if (isBad) {
          throw new QueryException(
              ErrorCode.INVALID_CAST,
              "The keys of a map must not be NULL nor appear twice after a cast: key="
                  + keys.getObject(key));
        }
      }
    }
  }

  private static NestedCast structs(
      DataType.StructType from,
      DataType.StructType to,
      boolean nullOnFailure,
      ExpressionCompiler compiler) {
    List<Integer> places =
        from.placesOf(to)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no such cast: from=" + from.sqlName() + ", to=" + to.sqlName()));
    List<NestedCast> casts = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      DataType member = from.members().get(places.get(i)).type();
      casts.add(of(member, to.members().get(i).type(), nullOnFailure, compiler));
    }
    return (source, rows, target, allocator) -> {
      StructVector structs = (StructVector) source;
      StructVector results = (StructVector) target;
      for (int i = 0; i < places.size(); i++) {
        FieldVector values = structs.getChildrenFromFields().get(places.get(i));
        DataType type = from.members().get(places.get(i)).type();
        try (FieldVector gathered = empty(type, allocator)) {
          gatherMembers(structs, values, rows, gathered);
          casts.get(i).convert(gathered, rows, results.getChildrenFromFields().get(i), allocator);
        }
      }
      for (int row = 0; row < rows; row++) {
        if (!structs.isNull(row)) {
          NestedCopies.setPresent(results, row);
        }
      }
    };
  }

  private static void gatherMembers(
      StructVector structs, FieldVector values, int rows, FieldVector gathered) {
    for (int row = 0; row < rows; row++) {
      if (structs.isNull(row)) {
        NestedCopies.setNull(gathered, row);
      } else {
        NestedCopies.copy(values, row, gathered, row);
      }
    }
    gathered.setValueCount(rows);
  }

  private static FieldVector empty(DataType type, BufferAllocator allocator) {
    FieldVector vector = ArrowTypes.createVector(new Field("value", type, true), allocator);
    try {
      vector.allocateNew();
      return vector;
    } catch (RuntimeException | Error e) {
      vector.close();
      throw e;
    }
  }
}
