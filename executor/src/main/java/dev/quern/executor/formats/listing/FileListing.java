package dev.quern.executor.formats.listing;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lists local files. A folder stands for all data files below it; files and folders whose names
 * begin with a dot or an underscore are passed over, unless they are named outright. One walk reads
 * names, sizes and times together.
 */
public final class FileListing {
  private final Path base;
  private final Predicate<String> isDataFile;

  /**
   * @param base folder that relative paths start from
   * @param isDataFile tells by its name whether a file in a folder is data
   */
  public FileListing(Path base, Predicate<String> isDataFile) {
    this.base = base.toAbsolutePath().normalize();
    this.isDataFile = isDataFile;
  }

  /**
   * Returns the files behind one or more paths, folders or globs.
   *
   * @throws QueryException FILE_NOT_FOUND if one of them leads to no file; MALFORMED_FILE if some
   *     files lie in {@code key=value} folders that others lack
   */
  public Listing list(List<String> paths) {
    return list(paths, true);
  }

  /**
   * As {@link #list(List)}.
   *
   * @param readsFolders whether {@code key=value} folders are columns
   */
  public Listing list(List<String> paths, boolean readsFolders) {
    Map<Path, Found> found = new TreeMap<>();
    for (String path : paths) {
      int before = found.size();
      collect(path, found);
      if (found.size() == before) {
        throw notFound(path);
      }
    }
    List<Found> files = List.copyOf(found.values());
    return readsFolders ? PartitionColumns.derive(files) : withoutPartitions(files);
  }

  /** A file with its {@code key=value} folders in order. */
  record Found(Path path, BasicFileAttributes attributes, Map<String, String> partitions) {
    SourceFile toSourceFile(List<String> values) {
      return new SourceFile(
          path.toString(), attributes.size(), attributes.lastModifiedTime().toMillis(), values);
    }
  }

  private void collect(String text, Map<Path, Found> found) {
    PathPattern pattern = literalOrPattern(text);
    Path root = pattern.root();
    try {
      BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
      if (attributes.isRegularFile() && pattern.remainder() == null) {
        found.put(root, new Found(root, attributes, Map.of()));
      } else if (attributes.isDirectory()) {
        Files.walkFileTree(
            root,
            EnumSet.of(FileVisitOption.FOLLOW_LINKS),
            Integer.MAX_VALUE,
            new Walk(pattern, found));
      }
    } catch (NoSuchFileException e) {
      throw notFound(text);
    } catch (IOException e) {
      throw new QueryException(
          ErrorCode.STORAGE_FAILURE,
          "Cannot list files: path=" + text + ", cause=" + e.getMessage(),
          e);
    }
  }

  /** A name that exists as it stands wins over its meaning as a glob. */
  private PathPattern literalOrPattern(String text) {
    Path literal = base.resolve(text).normalize();
    if (Files.exists(literal)) {
      return new PathPattern(literal, null, Integer.MAX_VALUE);
    }
    return PathPattern.parse(base, text);
  }

  private QueryException notFound(String text) {
    StringBuilder message =
        new StringBuilder("File not found: path=").append(text).append(", searched=");
    message.append(base.resolve(PathPattern.parse(base, text).root()));
    List<String> near = near(text);
    if (!near.isEmpty()) {
      message.append("; did you mean ").append(String.join(", ", near)).append('?');
    }
    return new QueryException(ErrorCode.FILE_NOT_FOUND, message.toString());
  }

  private List<String> near(String text) {
    Path wanted = base.resolve(text.replace("*", "")).normalize();
    Path parent = wanted.getParent();
    if (parent == null || wanted.getFileName() == null || !Files.isDirectory(parent)) {
      return List.of();
    }
    String name = wanted.getFileName().toString();
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> siblings = Files.newDirectoryStream(parent)) {
      for (Path sibling : siblings) {
        Path siblingName = sibling.getFileName();
        if (siblingName != null
            && distance(siblingName.toString(), name) <= Math.max(2, name.length() / 4)) {
          names.add(siblingName.toString());
        }
      }
    } catch (IOException e) {
      // The list of near names is a courtesy; the error itself says that the path cannot be read.
      return List.of();
    }
    names.sort(Comparator.naturalOrder());
    return names.size() > 3 ? names.subList(0, 3) : names;
  }

  /** Returns the Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + cost);
        diagonal = row[j];
        row[j] = best;
      }
    }
    return row[b.length()];
  }

  private final class Walk extends SimpleFileVisitor<Path> {
    private final PathPattern pattern;
    private final Map<Path, Found> found;

    Walk(PathPattern pattern, Map<Path, Found> found) {
      this.pattern = pattern;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (directory.equals(pattern.root())) {
        return FileVisitResult.CONTINUE;
      }
      return isHidden(directory) || tooDeep(directory)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && isWanted(file)) {
        found.put(file, new Found(file, attributes, partitions(pattern.root().relativize(file))));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      throw new UncheckedIOException(failure);
    }

    /**
     * A folder can only hold matches if the glob has more levels than lead to it, or matches the
     * folder itself.
     */
    private boolean tooDeep(Path directory) {
      if (pattern.remainder() == null || matches(directory)) {
        return false;
      }
      Path parent = directory.getParent();
      boolean parentMatches =
          parent != null && !parent.equals(pattern.root()) && matchesAncestor(parent);
      return !parentMatches
          && pattern.root().relativize(directory).getNameCount() >= pattern.maxDepth();
    }

    private boolean isWanted(Path file) {
      if (pattern.remainder() != null && matches(file)) {
        return !isHidden(file);
      }
      boolean isBelowMatch = pattern.remainder() == null || matchesAncestor(file.getParent());
      return isBelowMatch && !isHidden(file) && isDataFile.test(file.getFileName().toString());
    }

    /** A folder that the glob matches stands for all data files below it. */
    private boolean matchesAncestor(@Nullable Path directory) {
      for (Path folder = directory;
          folder != null && !folder.equals(pattern.root());
          folder = folder.getParent()) {
        if (matches(folder)) {
          return true;
        }
      }
      return false;
    }

    private boolean matches(Path path) {
      String relative = pattern.root().relativize(path).toString().replace('\\', '/');
      return pattern.remainder() != null && pattern.remainder().matcher(relative).matches();
    }

    private boolean isHidden(Path path) {
      String name = path.getFileName().toString();
      return name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
    }

    private Map<String, String> partitions(Path relative) {
      Map<String, String> partitions = new LinkedHashMap<>();
      for (int i = 0; i < relative.getNameCount() - 1; i++) {
        String name = relative.getName(i).toString();
        int equals = name.indexOf('=');
        if (equals > 0) {
          partitions.put(name.substring(0, equals), name.substring(equals + 1));
        }
      }
      return partitions;
    }
  }

  /** Returns files without columns for the folders that they lie in. */
  static Listing withoutPartitions(List<Found> found) {
    return new Listing(
        found.stream().map(file -> file.toSourceFile(List.of())).toList(), new Schema(List.of()));
  }

  static Set<String> keys(Found file) {
    return file.partitions().keySet();
  }
}
