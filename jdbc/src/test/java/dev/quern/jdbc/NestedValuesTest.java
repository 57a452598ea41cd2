package dev.quern.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Types;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NestedValuesTest {
  private static final DataType.ListType INTEGERS = new DataType.ListType(DataTypes.INTEGER);

  @Test
  void listsAreArrays() throws SQLException {
    Array array = (Array) NestedValues.toJdbc(INTEGERS, Arrays.asList(3, null, 5));
    assertArrayEquals(new Object[] {3, null, 5}, (Object[]) array.getArray());
    assertArrayEquals(new Object[] {null, 5}, (Object[]) array.getArray(2, 2));
    assertArrayEquals(new Object[] {5}, (Object[]) array.getArray(3, 9));
    assertEquals(Types.INTEGER, array.getBaseType());
    assertEquals("[3, NULL, 5]", array.toString());
    assertThrows(SQLException.class, () -> array.getArray(0, 1));
    assertThrows(SQLException.class, () -> array.getArray(5, 1));
    array.free();
    assertThrows(SQLException.class, array::getArray);
  }

  @Test
  void arraysGiveRows() throws SQLException {
    Array array = (Array) NestedValues.toJdbc(INTEGERS, Arrays.asList(3, null, 5));
    try (ResultSet rows = array.getResultSet(2, 9)) {
      assertEquals("INDEX", rows.getMetaData().getColumnName(1));
      assertTrue(rows.next());
      assertEquals(2, rows.getInt(1));
      assertEquals(0, rows.getInt("VALUE"));
      assertTrue(rows.wasNull());
      assertTrue(rows.next());
      assertEquals(3, rows.getInt("index"));
      assertEquals(5L, rows.getObject(2, Long.class));
      assertFalse(rows.next());
      assertThrows(SQLException.class, () -> rows.getInt(1));
    }
    try (ResultSet none = array.getResultSet(4, 0)) {
      assertFalse(none.next());
    }
    assertThrows(SQLException.class, () -> array.getResultSet(0, 1));
  }

  @Test
  void structsKeepTheOrderOfTheirType() throws SQLException {
    DataType type =
        new DataType.StructType(
            List.of(Field.of("day", DataTypes.DATE), Field.of("list", INTEGERS)));
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("list", List.of(1));
    members.put("day", LocalDate.of(2024, 2, 29));
    Struct struct = (Struct) NestedValues.toJdbc(type, members);
    assertEquals(Date.valueOf("2024-02-29"), struct.getAttributes()[0]);
    assertEquals("[1]", String.valueOf(struct.getAttributes()[1]));
    assertEquals(type.sqlName(), struct.getSQLTypeName());
  }

  @Test
  void mapsHoldJdbcValues() throws SQLException {
    DataType type = new DataType.MapType(DataTypes.VARCHAR, INTEGERS);
    Map<?, ?> map = (Map<?, ?>) NestedValues.toJdbc(type, Map.of("k", List.of(2)));
    assertArrayEquals(new Object[] {2}, (Object[]) ((Array) map.get("k")).getArray());
  }
}
