package dev.quern.jdbi;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.config.ConfigRegistry;

/** Hands parameters of {@code java.time} to the driver as they are. */
final class TimeArguments implements ArgumentFactory.Preparable {
  @Override
  public Optional<Function<Object, Argument>> prepare(Type type, ConfigRegistry config) {
    if (!TimeClasses.PARAMETERS.contains(type)) {
      return Optional.empty();
    }
    return Optional.of(
        value -> (position, statement, context) -> statement.setObject(position, value));
  }
}
