package dev.quern.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sixteen threads with a connection each run queries, cancels, timeouts, errors and reconnections
 * side by side: twelve on one engine of threads, four on one of worker processes.
 */
class ManyConnectionsTest {
  private static final int CLIENTS = 16;

  @TempDir Path folder;

  @Test
  void leavesNothingBehind() throws Exception {
    run(Duration.ofSeconds(10));
  }

  /** Run it with {@code ./mvnw -P soak verify -pl clients -am}. */
  @Test
  @Tag("soak")
  void leavesNothingBehindAfterFiveMinutes() throws Exception {
    run(Duration.ofMinutes(5));
  }

  private void run(Duration duration) throws Exception {
    String url = SampleFolder.fill(folder).replace("memory=64MB", "memory=256MB");
    ScheduledExecutorService canceller = Executors.newScheduledThreadPool(1);
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Set<MixedClient.Deed> done = EnumSet.noneOf(MixedClient.Deed.class);
    try {
      long end = System.nanoTime() + duration.toNanos();
      List<Future<Set<MixedClient.Deed>>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        String own = i % 4 == 0 ? url + "&scheduler=processes&workers=2" : url;
        MixedClient client = new MixedClient(own, i, canceller, folder);
        clients.add(threads.submit(() -> client.runUntil(end)));
      }
      for (Future<Set<MixedClient.Deed>> client : clients) {
        done.addAll(client.get());
      }
    } finally {
      threads.shutdownNow();
      canceller.shutdownNow();
    }
    assertEquals(EnumSet.allOf(MixedClient.Deed.class), done);
    awaitTrue("processes are left", () -> ProcessHandle.current().children().findAny().isEmpty());
    assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    assertTrue(canceller.awaitTermination(10, TimeUnit.SECONDS));
    awaitTrue("threads are left", () -> newThreads(before).isEmpty());
    assertEquals(List.of(), filesIn(folder.resolve(".temp")));
  }

  private static Set<String> newThreads(Set<Thread> before) {
    Set<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      boolean isOfTheJvm =
          thread.getThreadGroup() == null || thread.getThreadGroup().getName().equals("system");
      if (!before.contains(thread) && !isOfTheJvm && thread.getName().startsWith("quern")) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  private static List<Path> filesIn(Path folder) throws Exception {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void awaitTrue(String otherwise, BooleanSupplier condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, otherwise);
      Thread.onSpinWait();
    }
  }
}
