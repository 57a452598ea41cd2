package dev.quern.executor.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class VectorSlicesTest {
  private static final int ROWS = 20;

  static Stream<DataType> types() {
    DataType struct =
        new DataType.StructType(
            List.of(Field.of("a", DataTypes.BOOLEAN), Field.of("b", DataTypes.VARCHAR)));
    return Stream.of(
        DataTypes.BOOLEAN,
        DataTypes.BIGINT,
        DataTypes.VARCHAR,
        struct,
        new DataType.ListType(DataTypes.BOOLEAN),
        new DataType.ListType(DataTypes.BIGINT),
        new DataType.ListType(struct));
  }

  /** An output that moves to disk closes its allocator while readers have slices of it. */
  @ParameterizedTest
  @MethodSource("types")
  void aSliceOutlivesTheAllocatorOfItsSource(DataType type) {
    for (int from : List.of(0, 3, 8)) {
      int count = ROWS - from - 1;
      try (BufferAllocator root = new RootAllocator();
          BufferAllocator ofReader = root.newChildAllocator("reader", 0, Long.MAX_VALUE)) {
        FieldVector slice;
        List<@Nullable Object> expected = new ArrayList<>();
        try (BufferAllocator ofSource = root.newChildAllocator("source", 0, Long.MAX_VALUE);
            FieldVector source = ArrowTypes.createVector(Field.of("c", type), ofSource)) {
          source.allocateNew();
          for (int row = 0; row < ROWS; row++) {
            set(source, row);
          }
          source.setValueCount(ROWS);
          for (int row = from; row < from + count; row++) {
            expected.add(text(source, row));
          }
          slice = VectorSlices.slice(source, source.getField(), from, count, ofReader);
        }
        try (slice) {
          List<@Nullable Object> values = new ArrayList<>();
          for (int row = 0; row < count; row++) {
            values.add(text(slice, row));
          }
          assertEquals(expected, values);
          assertEquals(count, slice.getValueCount());
        }
        assertEquals(0, root.getAllocatedMemory());
      }
    }
  }

  private static @Nullable String text(FieldVector vector, int row) {
    return vector.isNull(row) ? null : String.valueOf(vector.getObject(row));
  }

  /** One value of five is null. */
  private static void set(FieldVector vector, int row) {
    if (row % 5 == 4) {
      return;
    }
    if (vector instanceof BitVector bits) {
      bits.setSafe(row, row % 3 == 0 ? 1 : 0);
    } else if (vector instanceof BigIntVector numbers) {
      numbers.setSafe(row, row);
    } else if (vector instanceof VarCharVector texts) {
      texts.setSafe(row, ("text " + row).getBytes(StandardCharsets.UTF_8));
    } else if (vector instanceof StructVector struct) {
      struct.setIndexDefined(row);
      struct.getChildrenFromFields().forEach(child -> set(child, row));
    } else if (vector instanceof ListVector list) {
      int start = list.startNewValue(row);
      set(list.getDataVector(), start);
      set(list.getDataVector(), start + 1);
      list.endValue(row, 2);
    } else {
      throw new IllegalArgumentException("type: " + vector.getField());
    }
  }
}
