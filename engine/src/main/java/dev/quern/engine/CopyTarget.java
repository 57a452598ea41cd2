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
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where COPY writes. A path whose name has the extension of a format, and that is no folder, is a
 * file; any other is a folder, in which each task writes a file. A file, or a folder that holds
 * something, is refused unless the option {@code overwrite} is true.
 *
 * <p>Files of a folder are written to a hidden sub-folder and moved when all are complete: a COPY
 * that fails changes nothing, and one may overwrite the files that it reads.
 */
final class CopyTarget {
  private final Path path;
  private final Format format;
  private final boolean isSingleFile;
  private final boolean isOverwriting;
  private final Map<String, String> options;
  private final Path hidden;
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
    this.hidden = path.resolve(".quern-" + UUID.randomUUID());
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

  Path path() {
    return path;
  }

  WriteTarget toWriteTarget() {
    Path written = isSingleFile ? path : hidden;
    return new WriteTarget(format.name(), written.toString(), isSingleFile, options);
  }

  /** Runs what writes to the target; a failure leaves the target as it was. */
  <T> T writing(Supplier<T> work) {
    try {
      prepare();
    } catch (IOException e) {
      throw failure(e);
    }
    try {
      T result = work.get();
      if (!isSingleFile) {
        moveIntoPlace();
      }
      return result;
    } catch (IOException e) {
      throw cleanUp(failure(e));
    } catch (RuntimeException e) {
      throw cleanUp(e);
    }
  }

  private QueryException failure(IOException cause) {
    return new QueryException(
        ErrorCode.ofFailedWrite(cause), "Cannot write: path=" + path + ", cause=" + cause, cause);
  }

  private void prepare() throws IOException {
    if (isSingleFile) {
      Path parent = path.getParent();
      if (parent != null && !Files.isDirectory(parent)) {
        throw new QueryException(
            ErrorCode.FILE_NOT_FOUND,
            "Folder to write to not found: path=" + parent + "; make it first");
      }
      if (!isOverwriting && Files.exists(path)) {
        throw new QueryException(
            ErrorCode.FILE_EXISTS, "File exists: path=" + path + "; add (OVERWRITE true)");
      }
      return;
    }
    isNewFolder = !Files.exists(path);
    Files.createDirectories(path);
    if (!isOverwriting) {
      refuseFiles();
    }
    Files.createDirectory(hidden);
  }

  private void refuseFiles() throws IOException {
    for (Path file : list(path)) {
      throw new QueryException(
          ErrorCode.FILE_EXISTS,
          "Folder is not empty: path="
              + path
              + ", holds="
              + file.getFileName()
              + "; add (OVERWRITE true)");
    }
  }

  private void moveIntoPlace() throws IOException {
    for (Path old : list(path)) {
      if (Files.isRegularFile(old)) {
        Files.delete(old);
      }
    }
    for (Path file : list(hidden)) {
      Files.move(file, path.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.delete(hidden);
  }

  /** Removes what a failed COPY has written; failures to do so are added to {@code failure}. */
  private RuntimeException cleanUp(RuntimeException failure) {
    if (isSingleFile) {
      return failure;
    }
    try {
      if (Files.exists(hidden)) {
        for (Path file : list(hidden)) {
          Files.delete(file);
        }
        Files.delete(hidden);
      }
      if (isNewFolder) {
        Files.delete(path);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
