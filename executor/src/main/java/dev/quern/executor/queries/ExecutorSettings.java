package dev.quern.executor.queries;

import dev.quern.executor.worker.ExecutorServices;
import dev.quern.executor.worker.WorkerSettings;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How worker processes are started.
 *
 * @param javaExecutable the java program
 * @param classPath where workers find the executor's classes
 * @param workerHeapBytes Java heap of a worker; data lies outside of it
 * @param workerOptions further options of its Java machine
 * @param silenceMillis a worker that is not heard of for so long is ended and replaced
 */
public record ExecutorSettings(
    Path javaExecutable,
    String classPath,
    long workerHeapBytes,
    List<String> workerOptions,
    long silenceMillis) {
  /**
   * Names an archive of loaded classes for workers, if it is set as a system property: a class-data
   * archive, or an ahead-of-time cache, whose name ends in {@code .aot}.
   */
  public static final String SHARED_ARCHIVE_PROPERTY = "quern.worker.archive";

  /**
   * Data lies outside of the heap and is counted by the query's budget; what Java takes beside it
   * is kept small: one collector thread, a young generation of few pages, little code. With less
   * inlining the loops of a query are compiled sooner, and run no slower.
   */
  private static final List<String> SMALL_MACHINE =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms24m",
          "-Xmn16m",
          "-XX:MaxMetaspaceSize=128m",
          "-XX:ReservedCodeCacheSize=64m",
          "-XX:InlineSmallCode=400",
          "-XX:FreqInlineSize=150",
          "-XX:MaxDirectMemorySize=64m",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-UsePerfData");

  private static final long DEFAULT_HEAP_BYTES = 256L << 20;
  private static final long DEFAULT_SILENCE_MILLIS = 20_000;

  public ExecutorSettings {
    workerOptions = List.copyOf(workerOptions);
  }

  WorkerSettings workerSettings(Class<? extends ExecutorServices.Provider> provider) {
    List<String> options = new ArrayList<>();
    options.add("-Xmx" + (workerHeapBytes >> 20) + "m");
    options.addAll(SMALL_MACHINE);
    options.addAll(workerOptions);
    return new WorkerSettings(
        javaExecutable, classPath, options, provider.getName(), silenceMillis);
  }

  /** Returns settings for workers like this process: its Java, its class path. */
  public static ExecutorSettings ofThisProcess() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> options = archiveOptions(System.getProperty(SHARED_ARCHIVE_PROPERTY, ""));
    return new ExecutorSettings(
        java, currentClassPath(), DEFAULT_HEAP_BYTES, options, DEFAULT_SILENCE_MILLIS);
  }

  /** Returns how a Java machine is told of an archive; an empty name means that there is none. */
  static List<String> archiveOptions(String archive) {
    if (archive.isEmpty()) {
      return List.of();
    }
    return archive.endsWith(".aot")
        ? List.of("-XX:AOTCache=" + archive, "-Xlog:cds=off", "-Xlog:aot=off")
        : List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
  }

  /**
   * Returns this process's class path, with the place of the executor's own classes in front if it
   * is not on it (a driver jar that a host program has loaded).
   */
  private static String currentClassPath() {
    String classPath = System.getProperty("java.class.path", "");
    String own = LocationOfClasses.of(QueryExecutors.class);
    boolean isThere = List.of(classPath.split(File.pathSeparator)).contains(own);
    return isThere || own.isEmpty() ? classPath : own + File.pathSeparator + classPath;
  }
}
