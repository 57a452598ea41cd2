package dev.quern.benchmarks.references;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells data sets apart by the names and sizes of their files and by the first and last {@value
 * #PROBE_BYTES} bytes of each. A copy has the same identity wherever it lies; a file changed in its
 * middle alone, with its length kept, is not noticed.
 */
public final class DataIdentity {
  private static final int PROBE_BYTES = 4096;

  private DataIdentity() {}

  /** Returns the identity of all files in {@code folder} as hexadecimal text. */
  public static String of(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        String line = folder.relativize(file) + "\n" + Files.size(file) + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        addEnds(file, digest);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void addEnds(Path file, MessageDigest digest) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] probe = new byte[(int) Math.min(PROBE_BYTES, in.length())];
      in.readFully(probe);
      digest.update(probe);
      in.seek(in.length() - probe.length);
      in.readFully(probe);
      digest.update(probe);
    }
  }
}
