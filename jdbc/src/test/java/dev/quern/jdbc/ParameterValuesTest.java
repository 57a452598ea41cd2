package dev.quern.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Calendar;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class ParameterValuesTest {
  @Test
  void targetTypesDecideTheClass() throws SQLException {
    assertEquals(5, ParameterValues.as(Types.INTEGER, -1, "5"));
    assertEquals(5L, ParameterValues.as(Types.BIGINT, -1, new BigDecimal("5")));
    assertEquals(new BigDecimal("1.24"), ParameterValues.as(Types.DECIMAL, 2, 1.235));
    assertEquals("7", ParameterValues.as(Types.VARCHAR, -1, 7));
    assertEquals("abc", ParameterValues.as(Types.LONGVARCHAR, -1, new StringReader("abc")));
    assertEquals(true, ParameterValues.as(Types.BIT, -1, "true"));
    assertEquals(LocalDate.of(2024, 2, 29), ParameterValues.as(Types.DATE, -1, "2024-02-29"));
    assertEquals(
        LocalDateTime.of(2024, 2, 29, 1, 2),
        ParameterValues.as(Types.TIMESTAMP, -1, "2024-02-29 01:02:00"));
    assertEquals(Instant.EPOCH, ParameterValues.as(Types.OTHER, -1, Instant.EPOCH));
    assertNull(ParameterValues.as(Types.INTEGER, -1, null));
    assertThrows(SQLException.class, () -> ParameterValues.as(Types.INTEGER, -1, "five"));
  }

  @Test
  void streamsEndAtTheirLength() throws SQLException {
    assertEquals("ab", ParameterValues.text(new StringReader("abc"), 2));
    assertEquals("abc", ParameterValues.text(new StringReader("abc"), Long.MAX_VALUE));
    assertArrayEquals(
        new byte[] {1, 2},
        ParameterValues.bytes(new ByteArrayInputStream(new byte[] {1, 2, 3}), 2));
    assertNull(ParameterValues.bytes(null, 1));
    assertNull(ParameterValues.ascii(null, 1));
  }

  @Test
  void calendarsChooseTheZone() throws SQLException {
    Calendar tokyo = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"));
    Timestamp noon = Timestamp.from(Instant.parse("2024-01-01T12:00:00.5Z"));
    try (Connection connection = DriverManager.getConnection("jdbc:quern:");
        PreparedStatement statement = connection.prepareStatement("SELECT ? AS t, ? AS n")) {
      statement.setTimestamp(1, noon, tokyo);
      statement.setObject(2, "42", JDBCType.INTEGER);
      try (ResultSet rows = statement.executeQuery()) {
        assertTrue(rows.next());
        assertEquals(
            LocalDateTime.parse("2024-01-01T21:00:00.5"), rows.getObject(1, LocalDateTime.class));
        assertEquals(noon, rows.getTimestamp(1, tokyo));
        assertEquals(42, rows.getObject(2));
      }
    }
  }
}
