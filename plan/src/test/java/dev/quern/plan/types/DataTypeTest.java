package dev.quern.plan.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DataTypeTest {
  private static final List<String> NAMES =
      List.of(
          "BOOLEAN",
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "FLOAT",
          "DOUBLE",
          "DECIMAL(15,2)",
          "DECIMAL(15,3)",
          "DECIMAL(16,2)",
          "DATE",
          "TIME",
          "TIMESTAMP",
          "TIMESTAMP WITH TIME ZONE",
          "INTERVAL YEAR TO MONTH",
          "INTERVAL DAY TO SECOND",
          "VARCHAR",
          "VARBINARY",
          "NULL",
          "LIST<VARCHAR>",
          "LIST<LIST<VARCHAR>>",
          "STRUCT(a INTEGER, b VARCHAR)",
          "STRUCT(a INTEGER, c VARCHAR)",
          "MAP(VARCHAR, INTEGER)",
          "MAP(VARCHAR, BIGINT)");

  @Test
  void namesAreReadBack() {
    for (String name : NAMES) {
      String written = DataType.parse(name).sqlName();
      assertEquals(written, DataType.parse(written).sqlName());
    }
  }

  @Test
  void typesAreEqualIfTheirNamesAre() {
    for (String left : NAMES) {
      for (String right : NAMES) {
        DataType one = DataType.parse(left);
        DataType other = DataType.parse(right);
        if (left.equals(right)) {
          assertEquals(one, other);
          assertEquals(one.hashCode(), other.hashCode());
        } else {
          assertNotEquals(one, other);
        }
      }
    }
  }

  @Test
  void columnsAreEqualIfAllTheirPartsAre() {
    Field field = new Field("a", DataType.parse("DECIMAL(15,2)"), true);
    Field same = new Field("a", DataType.parse("DECIMAL(15,2)"), true);
    assertEquals(field, same);
    assertEquals(field.hashCode(), same.hashCode());
    assertEquals(Schema.of(field), Schema.of(same));
    assertEquals(Schema.of(field).hashCode(), Schema.of(same).hashCode());
    assertNotEquals(field, new Field("b", field.type(), true));
    assertNotEquals(field, new Field("a", DataType.parse("DECIMAL(15,1)"), true));
    assertNotEquals(field, new Field("a", field.type(), false));
    assertNotEquals(Schema.of(field), Schema.of(field, field));
    assertNotEquals(Schema.of(field), Schema.of());
  }
}
