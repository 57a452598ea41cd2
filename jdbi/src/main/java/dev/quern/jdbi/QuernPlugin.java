package dev.quern.jdbi;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.spi.JdbiPlugin;

/**
 * Teaches Jdbi the values that Quern has: lists as {@code List} and {@code Set}, maps as {@code
 * Map}, structs as records, {@code java.time} without detours through time zones, and whole rows as
 * records.
 *
 * <pre>{@code
 * record Point(double x, double y) {}
 *
 * record City(String name, LocalDate founded, List<String> languages, Point place) {}
 *
 * Jdbi jdbi = Jdbi.create("jdbc:quern:/data").installPlugin(new QuernPlugin());
 * List<City> cities =
 *     jdbi.withHandle(
 *         handle ->
 *             handle
 *                 .createQuery("SELECT * FROM cities WHERE founded < :day")
 *                 .bind("day", LocalDate.of(1500, 1, 1))
 *                 .mapTo(City.class)
 *                 .list());
 * }</pre>
 */
public final class QuernPlugin implements JdbiPlugin {
  @Override
  public void customizeJdbi(Jdbi jdbi) {
    jdbi.registerArgument(new TimeArguments());
    jdbi.registerColumnMapper(new TimeMappers());
    jdbi.registerColumnMapper(new NestedMappers());
    jdbi.registerRowMapper(new RecordMappers());
  }
}
