package dev.quern.executor.worker;

import java.nio.file.Path;
import java.util.List;

/**
 * How worker processes are started and watched.
 *
 * @param javaExecutable the java program
 * @param classPath where workers find the executor's classes
 * @param options options of the worker's Java machine
 * @param providerClass the class of its {@link ExecutorServices.Provider}
 * @param silenceMillis a worker that is not heard of for so long is ended and replaced
 */
public record WorkerSettings(
    Path javaExecutable,
    String classPath,
    List<String> options,
    String providerClass,
    long silenceMillis) {
  public WorkerSettings {
    options = List.copyOf(options);
  }
}
