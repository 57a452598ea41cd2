package dev.quern.jdbi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.mapper.MappingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuernPluginTest {
  private final TimeZone zone = TimeZone.getDefault();
  private Handle handle;

  enum Kind {
    SMALL,
    LARGE
  }

  record Pair(int number, String word) {}

  record City(
      String name,
      long inhabitants,
      LocalDate founded,
      List<String> languages,
      BigDecimal areaSize,
      Kind kind,
      Double optional) {}

  @BeforeEach
  void open() {
    // A zone that is far from UTC shows what goes through java.sql.
    TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
    handle = Jdbi.create("jdbc:quern:").installPlugin(new QuernPlugin()).open();
  }

  @AfterEach
  void close() {
    handle.close();
    TimeZone.setDefault(zone);
  }

  @Test
  void mapsRowsToRecords() {
    List<City> cities =
        handle
            .createQuery(
                "SELECT 'Bern' AS name, 134000 AS Inhabitants, DATE '1191-01-01' AS founded,"
                    + " ['de', 'fr'] AS languages, 51.60 AS area_size, 'LARGE' AS kind,"
                    + " CAST(NULL AS DOUBLE) AS optional, 7 AS more WHERE :x > 1")
            .bind("x", 2)
            .mapTo(City.class)
            .list();
    assertEquals(
        List.of(
            new City(
                "Bern",
                134_000,
                LocalDate.of(1191, 1, 1),
                List.of("de", "fr"),
                new BigDecimal("51.60"),
                Kind.LARGE,
                null)),
        cities);
  }

  @Test
  void mapsListsAndSets() {
    assertEquals(
        Arrays.asList(1L, null, 3L),
        handle.select("SELECT [1, NULL, 3]").mapTo(new GenericType<List<Long>>() {}).one());
    assertEquals(
        Set.of("a", "b"),
        handle.select("SELECT ['a', 'b', 'a']").mapTo(new GenericType<Set<String>>() {}).one());
    assertEquals(
        List.of(List.of(1), List.of()),
        handle
            .select("SELECT [[1], list_slice([1], 2, 1)]")
            .mapTo(new GenericType<List<List<Integer>>>() {})
            .one());
    assertNull(
        handle
            .select("SELECT CASE WHEN 1 > 2 THEN [1] END")
            .mapTo(new GenericType<List<Long>>() {})
            .one());
    assertThrows(
        Exception.class,
        () -> handle.select("SELECT ['a']").mapTo(new GenericType<List<Long>>() {}).one());
  }

  @Test
  void tellsWhatDoesNotFitARecord() {
    MappingException missing =
        assertThrows(
            MappingException.class,
            () -> handle.select("SELECT 1 AS number").mapTo(Pair.class).one());
    assertTrue(missing.getMessage().contains("Pair.word"), missing.getMessage());
    MappingException empty =
        assertThrows(
            MappingException.class,
            () ->
                handle
                    .select("SELECT CAST(NULL AS INTEGER) AS number, 'a' AS word")
                    .mapTo(Pair.class)
                    .one());
    assertTrue(empty.getMessage().contains("number"), empty.getMessage());
  }

  @Test
  void bindsAndReadsJavaTimeInAnyZone() {
    same("DATE", LocalDate.of(1969, 12, 31), LocalDate.class);
    same("TIME", LocalTime.of(23, 59, 59, 1000), LocalTime.class);
    same("TIMESTAMP", LocalDateTime.of(2026, 9, 27, 2, 30, 0, 1000), LocalDateTime.class);
    Instant instant = Instant.parse("2026-09-26T14:30:00.000001Z");
    same("TIMESTAMP WITH TIME ZONE", instant, Instant.class);
    OffsetDateTime offset = instant.atOffset(ZoneOffset.UTC);
    same("TIMESTAMP WITH TIME ZONE", offset, OffsetDateTime.class);
    assertNull(
        handle
            .createQuery("SELECT CAST(:value AS DATE)")
            .bindByType("value", null, LocalDate.class)
            .mapTo(LocalDate.class)
            .one());
    assertEquals(
        Duration.ofHours(25),
        handle.select("SELECT INTERVAL '1 01:00:00' DAY TO SECOND").mapTo(Duration.class).one());
    assertEquals(
        Period.of(1, 2, 0),
        handle.select("SELECT INTERVAL '1-2' YEAR TO MONTH").mapTo(Period.class).one());
  }

  private <T> void same(String type, T value, Class<T> javaClass) {
    assertEquals(
        value,
        handle
            .createQuery("SELECT CAST(:value AS " + type + ")")
            .bind("value", value)
            .mapTo(javaClass)
            .one());
  }

  @Test
  void matchesMembersOfStructsByName() {
    Exception error =
        assertThrows(
            Exception.class, () -> handle.select("SELECT ROW(1, 'a')").mapTo(Pair.class).one());
    String cause = String.valueOf(error.getCause());
    assertTrue(cause.contains("Pair.number"), cause);
  }
}
