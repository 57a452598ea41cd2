package dev.quern.examples;

import dev.quern.Quern;
import dev.quern.QuernSession;
import dev.quern.QueryRows;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * A result through Arrow's C stream interface, by which native code in this process takes batches
 * without a copy. Here the other side is Java too; elsewhere the address of the stream goes to
 * Python, C++ or a loader for a graphics card. Arrow's library for that needs {@code
 * --add-opens=java.base/java.nio=ALL-UNNAMED}.
 */
public final class ArrowExample {
  private ArrowExample() {}

  public static void main(String[] arguments) throws IOException {
    try (SampleFiles files = SampleFiles.create()) {
      run(files.folder(), System.out);
    }
  }

  static void run(Path folder, PrintStream out) throws IOException {
    try (Quern quern = Quern.open();
        QuernSession session = quern.openSession(folder);
        QueryRows rows = session.query("SELECT id FROM 'orders' ORDER BY id");
        BufferAllocator allocator =
            quern.allocator().newChildAllocator("export", 0, Long.MAX_VALUE);
        ArrowReader reader = rows.arrowReader(allocator);
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
      Data.exportArrayStream(allocator, reader, stream);
      out.println("ids: " + consume(stream, allocator));
    }
  }

  /** The other side: takes the stream over and releases what it was given. */
  private static String consume(ArrowArrayStream stream, BufferAllocator allocator)
      throws IOException {
    StringBuilder ids = new StringBuilder();
    try (ArrowReader imported = Data.importArrayStream(allocator, stream)) {
      VectorSchemaRoot batch = imported.getVectorSchemaRoot();
      while (imported.loadNextBatch()) {
        BigIntVector vector = (BigIntVector) batch.getVector("id");
        for (int row = 0; row < batch.getRowCount(); row++) {
          ids.append(ids.length() == 0 ? "" : " ").append(vector.get(row));
        }
      }
    }
    return ids.toString();
  }
}
