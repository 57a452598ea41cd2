package dev.quern.engine.catalog;

import dev.quern.engine.settings.Settings;
import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which files statements may read and write. Links count as the files that they lead to. Immutable.
 */
public final class FileAccess {
  private final boolean isReadOnly;
  private final @Nullable List<Path> allowed;

  private FileAccess(boolean isReadOnly, @Nullable List<Path> allowed) {
    this.isReadOnly = isReadOnly;
    this.allowed = allowed;
  }

  /**
   * Returns what the settings say.
   *
   * @param base the folder that relative paths in them start from
   */
  public static FileAccess of(Settings settings, Path base) {
    return new FileAccess(
        settings.isReadOnly(),
        settings
            .allowedPaths()
            .map(paths -> paths.stream().map(path -> real(base.resolve(path))).toList())
            .orElse(null));
  }

  /** Returns the same access, and that to a file or to all in a folder. */
  public FileAccess with(Path path) {
    if (allowed == null) {
      return this;
    }
    List<Path> more = new ArrayList<>(allowed);
    more.add(real(path));
    return new FileAccess(isReadOnly, List.copyOf(more));
  }

  /**
   * Checks the files of a table before any is opened.
   *
   * @throws QueryException ACCESS_DENIED
   */
  void checkReadable(List<SourceFile> files) {
    if (allowed != null) {
      files.forEach(file -> check(Path.of(file.path()), allowed));
    }
  }

  /**
   * Checks the path that COPY writes to.
   *
   * @throws QueryException ACCESS_DENIED
   */
  public void checkWritable(Path path) {
    if (isReadOnly) {
      throw new QueryException(
          ErrorCode.ACCESS_DENIED, "Files cannot be written, read-only is set: path=" + path);
    }
    if (allowed != null) {
      check(path, allowed);
    }
  }

  private static void check(Path path, List<Path> allowed) {
    Path real = real(path);
    if (allowed.stream().noneMatch(real::startsWith)) {
      throw new QueryException(
          ErrorCode.ACCESS_DENIED, "Path is not among the allowed-paths: path=" + path);
    }
  }

  /** Returns the path without links; where it does not exist, that of the folder it would be in. */
  private static Path real(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    Path existing = whole;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null) {
      return whole;
    }
    try {
      return existing.toRealPath().resolve(existing.relativize(whole)).normalize();
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.STORAGE_FAILURE, "Cannot resolve path: path=" + path + ", cause=" + e, e);
    }
  }
}
