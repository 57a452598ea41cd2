package dev.quern.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-01-31T08:00:01.5Z",
        "2024-01-31 08:00:01.5",
        "2024-01-31 10:00:01.5+02",
        "2024-01-31T06:30:01.500-01:30"
      })
  void textBecomesEveryTimeClass(String text) throws SQLException {
    Instant instant = Instant.parse("2024-01-31T08:00:01.5Z");
    assertEquals(instant, Conversions.to(text, Instant.class));
    assertEquals(instant, Conversions.to(text, OffsetDateTime.class).toInstant());
    assertEquals(instant, Conversions.to(text, ZonedDateTime.class).toInstant());
    assertEquals(Date.from(instant), Conversions.to(text, Date.class));
    assertEquals(
        LocalDateTime.parse("2024-01-31T08:00:01.5"), Conversions.to(text, LocalDateTime.class));
    assertEquals(Timestamp.valueOf("2024-01-31 08:00:01.5"), Conversions.to(text, Timestamp.class));
    assertEquals(LocalDate.of(2024, 1, 31), Conversions.to(text, LocalDate.class));
  }

  @Test
  void datesBecomeTheirFirstMoment() throws SQLException {
    assertEquals(
        LocalDateTime.of(2024, 1, 31, 0, 0), Conversions.to("2024-01-31", LocalDateTime.class));
    assertEquals(
        Instant.parse("2024-01-31T00:00:00Z"),
        Conversions.to(LocalDate.of(2024, 1, 31), Instant.class));
    assertEquals(OffsetTime.parse("10:00Z"), Conversions.to(LocalTime.of(10, 0), OffsetTime.class));
  }

  @Test
  void sixteenBytesAreAnId() throws SQLException {
    UUID id = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    assertEquals(id, Conversions.to(bytes, UUID.class));
    assertEquals(id, Conversions.to(id.toString(), UUID.class));
    assertThrows(SQLException.class, () -> Conversions.to(new byte[15], UUID.class));
  }

  @Test
  void primitiveClassesStandForTheirBoxes() throws SQLException {
    assertEquals(12, Conversions.to(12L, int.class));
    assertEquals(BigInteger.valueOf(12), Conversions.to(12L, BigInteger.class));
    assertEquals(
        "22003",
        assertThrows(SQLException.class, () -> Conversions.to(1L << 40, int.class)).getSQLState());
  }

  @Test
  void listsBecomeArrays() throws SQLException {
    assertArrayEquals(new int[] {1, 2}, Conversions.to(List.of(1L, 2L), int[].class));
    assertArrayEquals(
        new String[] {"1", null}, Conversions.to(Arrays.asList(1, null), String[].class));
    assertThrows(SQLException.class, () -> Conversions.to(Arrays.asList(1, null), int[].class));
  }

  @Test
  void otherClassesAreRefused() {
    for (Class<?> type : List.of(Blob.class, Thread.class, int[].class)) {
      assertEquals(
          "22018", assertThrows(SQLException.class, () -> Conversions.to("x", type)).getSQLState());
    }
  }
}
