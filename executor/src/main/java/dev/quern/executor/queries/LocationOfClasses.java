package dev.quern.executor.queries;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;

/** Finds the jar or folder that a class was loaded from. */
final class LocationOfClasses {
  private LocationOfClasses() {}

  /** Returns the path, or an empty text if the class was not loaded from a file. */
  static String of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || !"file".equals(source.getLocation().getProtocol())) {
      return "";
    }
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("not a location: " + source.getLocation(), e);
    }
  }
}
