package dev.quern.executor.formats.text;

import java.io.IOException;
import java.util.Locale;

/** A compressed file whose content cannot be decompressed. */
public final class DamagedStreamException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedStreamException(Compression compression, Throwable cause) {
    super(
        "not a whole "
            + compression.name().toLowerCase(Locale.ROOT)
            + " stream ("
            + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
            + ")",
        cause);
  }
}
