package dev.quern.jdbi;

import java.lang.reflect.Type;
import java.util.Optional;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.ColumnMapperFactory;

/** Takes values of {@code java.time} from the driver as they are. */
final class TimeMappers implements ColumnMapperFactory {
  @Override
  public Optional<ColumnMapper<?>> build(Type type, ConfigRegistry config) {
    boolean isTime = TimeClasses.PARAMETERS.contains(type) || TimeClasses.INTERVALS.contains(type);
    if (!isTime) {
      return Optional.empty();
    }
    return Optional.of((rows, column, context) -> rows.getObject(column, (Class<?>) type));
  }
}
