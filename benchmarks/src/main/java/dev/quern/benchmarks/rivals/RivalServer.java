package dev.quern.benchmarks.rivals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.benchmarks.queries.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs one engine in this process. Reads a query as one line of JSON text from standard input,
 * answers with one line of JSON: {@link Reply}. Ends with the input. What the engine itself prints
 * goes to standard error.
 */
public final class RivalServer {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private RivalServer() {}

  /** What a query gave: the answer, its wall time and what it spilled, or an error. */
  record Reply(@Nullable Answer answer, double seconds, long spilledBytes, String error) {}

  /**
   * Serves until the input ends.
   *
   * @param args the settings as JSON, and the folder of the data set
   * @param opener opens the engine over the folder
   */
  public static void serve(String[] args, BiFunction<Path, RivalSettings, Rival> opener)
      throws IOException {
    RivalSettings settings = JSON.readValue(args[0], RivalSettings.class);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    try (Rival rival = opener.apply(Path.of(args[1]), settings);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(JSON.writeValueAsString(run(rival, JSON.readValue(line, String.class))));
      }
    }
  }

  private static Reply run(Rival rival, String sql) {
    long start = System.nanoTime();
    try {
      Answer answer = rival.run(sql);
      return new Reply(answer, (System.nanoTime() - start) / 1e9, rival.spilledBytes(), "");
    } catch (RuntimeException | OutOfMemoryError e) {
      return new Reply(null, (System.nanoTime() - start) / 1e9, -1, String.valueOf(e));
    }
  }
}
