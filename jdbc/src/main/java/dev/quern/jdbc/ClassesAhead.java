package dev.quern.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Loads the classes of a first query on a thread of its own, once in a program, so that the threads
 * that plan and run it find them loaded. To find, read and parse some 2,400 classes is a third of
 * what a first query costs in a Java machine without an archive of classes, and most of it would
 * happen on one thread.
 *
 * <p>Classes are loaded, not initialized: which class is initialized first, and by whom, stays as
 * it would be. A class that is not there is passed over.
 *
 * <p>{@code start-classes.txt} names them in the order of their first use; the build notes them
 * while a query runs. A name that is missing costs the time of loading it later, nothing else.
 */
final class ClassesAhead {
  private static final String LIST = "start-classes.txt";
  private static final String OWN_CLASSES = "dev.quern.";

  /** What the driver's jar puts in front of the packages of others; empty without that jar. */
  private static final String PREFIX = prefix(BufferAllocator.class.getName());

  static {
    if (Runtime.getRuntime().availableProcessors() > 1) {
      Thread thread = new Thread(ClassesAhead::load, "quern-classes-ahead");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private ClassesAhead() {}

  /** Lets the loading begin, unless it has begun before. */
  static void begin() {
    // Whoever is the first to come here has the class initialized, which starts the thread.
  }

  private static void load() {
    ClassLoader loader = ClassesAhead.class.getClassLoader();
    try {
      for (String name : names()) {
        load(name, loader);
      }
    } catch (IOException e) {
      // Then nothing is loaded ahead; whoever needs a class of a damaged jar will say so.
    }
  }

  private static void load(String name, ClassLoader loader) {
    try {
      Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      // As above: nobody has asked for it yet.
    }
  }

  /** Returns the names in the order in which they are loaded; none if there is no list. */
  static List<String> names() throws IOException {
    try (InputStream in = ClassesAhead.class.getResourceAsStream(LIST)) {
      if (in == null) {
        return List.of();
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(ClassesAhead::inThisJar).toList();
    }
  }

  private static String inThisJar(String name) {
    return name.startsWith(OWN_CLASSES) ? name : PREFIX + name;
  }

  private static String prefix(String nameOfAnother) {
    return nameOfAnother.substring(0, nameOfAnother.indexOf("org."));
  }
}
