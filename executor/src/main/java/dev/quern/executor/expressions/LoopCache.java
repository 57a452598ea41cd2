package dev.quern.executor.expressions;

import dev.quern.executor.expressions.loops.Constants;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.SimpleCompiler;
import org.jspecify.annotations.Nullable;

/**
 * Compiled loop classes by shape. Holds the {@value #MAX_SHAPES} shapes used last; a class that
 * falls out lives on while a query uses it. Thread-safe.
 *
 * <p>Classes are compiled on a thread of their own, which ends when there is nothing to compile: a
 * query goes on interpreting until its loop is ready. The first compilation in a process loads the
 * compiler and takes a fifth of a second, as long as many a query.
 */
final class LoopCache {
  private static final int MAX_SHAPES = 1_000;
  private static final int IDLE_MILLIS = 100;

  /** Writes the source of a class of that name. */
  interface Source {
    String write(String className);
  }

  /** What is known of one shape: how much was interpreted so far, and the compiled class. */
  static final class Entry {
    final AtomicLong interpretedSteps = new AtomicLong();
    private @Nullable CompletableFuture<Void> compilation;
    private volatile @Nullable Constructor<?> constructor;
  }

  private final Executor compilerThread = newCompilerThread();
  private final AtomicLong lastNumber = new AtomicLong();
  private final @Nullable Path sourceFolder;
  private final Map<String, Entry> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
          return size() > MAX_SHAPES;
        }
      };

  LoopCache(@Nullable Path sourceFolder) {
    this.sourceFolder = sourceFolder;
  }

  /** Returns the entry of a shape, new if it was not known. */
  Entry entry(String key) {
    synchronized (entries) {
      return entries.computeIfAbsent(key, unused -> new Entry());
    }
  }

  /** Returns whether loops of this shape can be made at once. */
  static boolean isReady(Entry entry) {
    return entry.constructor != null;
  }

  /**
   * Lets the class of a shape be compiled in the background, unless that has begun before.
   *
   * @throws IllegalStateException if it has failed
   */
  void compileLater(Entry entry, Source source) {
    CompletableFuture<Void> compilation = begin(entry, source, compilerThread);
    if (compilation.isCompletedExceptionally()) {
      join(compilation);
    }
  }

  /** Compiles the class of a shape unless it is ready; waits if that has begun before. */
  void compileNow(Entry entry, Source source) {
    join(begin(entry, source, Runnable::run));
  }

  /**
   * Returns a new loop of a shape that is ready.
   *
   * @throws IllegalStateException if it is not
   */
  static <T> T newLoop(Entry entry, Class<T> type, Constants constants, Object[] states) {
    Constructor<?> constructor = entry.constructor;
    if (constructor == null) {
      throw new IllegalStateException("the loop is not compiled");
    }
    try {
      return type.cast(constructor.newInstance(constants, states));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a compiled loop", e);
    }
  }

  private CompletableFuture<Void> begin(Entry entry, Source source, Executor executor) {
    synchronized (entry) {
      CompletableFuture<Void> compilation = entry.compilation;
      if (compilation == null) {
        compilation =
            CompletableFuture.runAsync(() -> entry.constructor = compile(source), executor);
        entry.compilation = compilation;
      }
      return compilation;
    }
  }

  private static void join(CompletableFuture<Void> compilation) {
    try {
      compilation.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("cannot compile a loop", e.getCause());
    }
  }

  private static Executor newCompilerThread() {
    return new ThreadPoolExecutor(
        0,
        1,
        IDLE_MILLIS,
        TimeUnit.MILLISECONDS,
        new LinkedBlockingQueue<>(),
        task -> {
          Thread thread = new Thread(task, "quern-compiler");
          thread.setDaemon(true);
          return thread;
        });
  }

  private Constructor<?> compile(Source source) {
    String className = "Loop" + lastNumber.incrementAndGet();
    String text = source.write(className);
    String fileName = className + ".java";
    if (sourceFolder != null) {
      keep(sourceFolder.resolve(fileName), text);
    }
    SimpleCompiler compiler = new SimpleCompiler();
    compiler.setParentClassLoader(LoopCache.class.getClassLoader());
    compiler.setDebuggingInformation(true, true, sourceFolder != null);
    try {
      compiler.cook(fileName, new StringReader(text));
      return compiler
          .getClassLoader()
          .loadClass(LoopSource.PACKAGE + "." + className)
          .getConstructor(Constants.class, Object[].class);
    } catch (CompileException | IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("generated source does not compile:\n" + text, e);
    }
  }

  private static void keep(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write generated source", e);
    }
  }
}
