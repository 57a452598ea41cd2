package dev.quern.benchmarks.references;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.benchmarks.queries.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Keeps answers of DuckDB in a folder, one JSON file for each query text and data set, so that
 * expensive runs need not be repeated. Several programs may use one folder.
 */
public final class AnswerStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path folder;

  public AnswerStore(Path folder) {
    this.folder = folder;
  }

  /** One file: what was asked of which data, and the answer. */
  record Entry(String sql, String data, Answer answer) {}

  /** Returns the answer to {@code sql} over the data of that identity, if it is kept. */
  public Optional<Answer> find(String sql, String dataIdentity) {
    Path file = file(sql, dataIdentity);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Entry entry = JSON.readValue(file.toFile(), Entry.class);
      if (!entry.sql().equals(sql) || !entry.data().equals(dataIdentity)) {
        throw new IllegalStateException("not the answer its name says: " + file);
      }
      return Optional.of(entry.answer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps an answer; one kept before is replaced. */
  public void keep(String sql, String dataIdentity, Answer answer) {
    try {
      Files.createDirectories(folder);
      Path file = file(sql, dataIdentity);
      Path written = Files.createTempFile(folder, "answer", ".tmp");
      JSON.writeValue(written.toFile(), new Entry(sql, dataIdentity, answer));
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String sql, String dataIdentity) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((dataIdentity + "\n" + sql).getBytes(StandardCharsets.UTF_8));
      return folder.resolve(HexFormat.of().formatHex(hash, 0, 16) + ".json");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
