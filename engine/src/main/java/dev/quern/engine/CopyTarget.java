package dev.quern.engine;

import dev.quern.executor.formats.Format;
import dev.quern.executor.formats.Formats;
import dev.quern.optimizer.physical.WriteTarget;
import dev.quern.parser.syntax.Copy;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where COPY writes. A path whose name has the extension of a format, and that is no folder, is a
 * file; any other is a folder, in which each task writes a file. A folder that holds files is
 * refused unless the option {@code overwrite} is true; files that were there are then removed
 * first.
 */
final class CopyTarget {
  private final Path path;
  private final Format format;
  private final boolean isSingleFile;
  private final boolean isOverwriting;
  private final Map<String, String> options;
  private boolean isNewFolder;

  private CopyTarget(
      Path path,
      Format format,
      boolean isSingleFile,
      boolean isOverwriting,
      Map<String, String> options) {
    this.path = path;
    this.format = format;
    this.isSingleFile = isSingleFile;
    this.isOverwriting = isOverwriting;
    this.options = options;
  }

  static CopyTarget of(Copy copy, Path base, Formats formats) {
    Map<String, String> options = new HashMap<>(copy.options());
    String formatName = options.remove("format");
    String overwrite = options.remove("overwrite");
    Path path = base.resolve(copy.path()).normalize();
    Optional<Format> byName = formats.byFileName(String.valueOf(path.getFileName()));
    if (formatName == null && byName.isEmpty()) {
      throw new QueryException(
          ErrorCode.INVALID_OPTION,
          "Cannot tell the format to write: path="
              + copy.path()
              + "; add (FORMAT parquet) or (FORMAT csv), or an extension to the path");
    }
    Format format = formatName == null ? byName.get() : formats.byName(formatName);
    boolean isFile = byName.isPresent() && !Files.isDirectory(path) && !copy.path().endsWith("/");
    return new CopyTarget(path, format, isFile, isTrue(overwrite), options);
  }

  private static boolean isTrue(@Nullable String option) {
    return option != null && (option.isEmpty() || option.toLowerCase(Locale.ROOT).equals("true"));
  }

  WriteTarget toWriteTarget() {
    return new WriteTarget(format.name(), path.toString(), isSingleFile, options);
  }

  /** Makes the folder, or checks that the one there may be written to. */
  void prepare() {
    try {
      if (isSingleFile) {
        Path parent = path.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
          throw new QueryException(
              ErrorCode.FILE_NOT_FOUND,
              "Folder to write to not found: path=" + parent + "; make it first");
        }
        return;
      }
      isNewFolder = !Files.exists(path);
      Files.createDirectories(path);
      clearOrRefuse();
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.ofFailedWrite(e), "Cannot write: path=" + path + ", cause=" + e, e);
    }
  }

  private void clearOrRefuse() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        if (!isOverwriting) {
          throw new QueryException(
              ErrorCode.FILE_EXISTS,
              "Folder is not empty: path="
                  + path
                  + ", holds="
                  + file.getFileName()
                  + "; add (OVERWRITE true)");
        }
        if (Files.isRegularFile(file)) {
          Files.delete(file);
        }
      }
    }
  }

  /** Removes what a failed COPY has written; failures to do so are added to {@code failure}. */
  void cleanUp(RuntimeException failure) {
    if (isSingleFile) {
      return;
    }
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
      if (isNewFolder) {
        Files.delete(path);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
