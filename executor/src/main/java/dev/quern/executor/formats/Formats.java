package dev.quern.executor.formats;

import dev.quern.executor.formats.text.Compression;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The formats that a process knows. Immutable. */
public record Formats(List<Format> all) {
  public Formats {
    all = List.copyOf(all);
  }

  /**
   * Returns the format of that name, without regard to case.
   *
   * @throws QueryException INVALID_OPTION if there is none
   */
  public Format byName(String name) {
    return all.stream()
        .filter(format -> format.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new QueryException(
                    ErrorCode.INVALID_OPTION,
                    "Unknown file format: " + name + "; known are " + fileFormats()));
  }

  /** Returns the format that a file name's extension stands for, before that of a compression. */
  public Optional<Format> byFileName(String fileName) {
    String plainName = Compression.withoutExtension(fileName);
    int dot = plainName.lastIndexOf('.');
    String extension = plainName.substring(dot + 1).toLowerCase(Locale.ROOT);
    return all.stream().filter(format -> format.extensions().contains(extension)).findFirst();
  }

  /** Returns the names of the formats that files have, for messages. */
  private List<String> fileFormats() {
    return all.stream().filter(format -> !format.extensions().isEmpty()).map(Format::name).toList();
  }
}
