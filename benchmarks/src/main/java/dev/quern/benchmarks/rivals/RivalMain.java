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
import org.jspecify.annotations.Nullable;

/**
 * Runs one engine in this process. Reads a query as one line of JSON text from standard input,
 * answers with one line of JSON: {@link Reply}. Ends with the input.
 */
final class RivalMain {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private RivalMain() {}

  /** What a query gave: the answer and its wall time, or an error. */
  record Reply(@Nullable Answer answer, double seconds, String error) {}

  public static void main(String[] args) throws IOException {
    RivalSettings settings = JSON.readValue(args[0], RivalSettings.class);
    Path data = Path.of(args[1]);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Rival rival =
            settings.engine().equals("quern")
                ? new QuernRival(data, settings)
                : new DuckDbRival(data, settings);
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
      return new Reply(answer, (System.nanoTime() - start) / 1e9, "");
    } catch (RuntimeException e) {
      return new Reply(null, (System.nanoTime() - start) / 1e9, String.valueOf(e));
    }
  }
}
