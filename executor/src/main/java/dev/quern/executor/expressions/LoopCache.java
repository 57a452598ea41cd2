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
import java.util.concurrent.atomic.AtomicLong;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.SimpleCompiler;
import org.jspecify.annotations.Nullable;

/**
 * Compiled loop classes by shape. Holds the {@value #MAX_SHAPES} shapes used last; a class that
 * falls out lives on while a query uses it. Thread-safe.
 */
final class LoopCache {
  private static final int MAX_SHAPES = 1_000;

  /** Writes the source of a class of that name. */
  interface Source {
    String write(String className);
  }

  /** What is known of one shape: how much was interpreted so far, and the compiled class. */
  static final class Entry {
    final AtomicLong interpretedSteps = new AtomicLong();
    private volatile @Nullable Constructor<?> constructor;
  }

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

  /** Returns whether a loop of this shape is ready or soon worth its compilation. */
  static boolean isCompiled(Entry entry) {
    return entry.constructor != null;
  }

  /** Returns a new loop of the shape, compiled now if it is the first one. */
  <T> T newLoop(Entry entry, Class<T> type, Source source, Constants constants, Object[] states) {
    Constructor<?> constructor = entry.constructor;
    if (constructor == null) {
      synchronized (entry) {
        constructor = entry.constructor;
        if (constructor == null) {
          constructor = compile(source);
          entry.constructor = constructor;
        }
      }
    }
    try {
      return type.cast(constructor.newInstance(constants, states));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a compiled loop", e);
    }
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
