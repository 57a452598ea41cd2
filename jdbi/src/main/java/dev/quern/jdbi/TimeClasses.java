package dev.quern.jdbi;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.Set;

/** The classes of {@code java.time} that the driver takes and gives as they are. */
final class TimeClasses {
  static final Set<Type> PARAMETERS =
      Set.of(
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          OffsetDateTime.class,
          ZonedDateTime.class,
          Instant.class);

  static final Set<Type> INTERVALS = Set.of(Duration.class, Period.class);

  private TimeClasses() {}
}
