package dev.quern.executor.formats.parquet;

import dev.quern.plan.nodes.SourceFile;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Footers of files that were read lately; least recently used ones leave first. A file counts as
 * the same while path, size and time of change are. Thread-safe.
 */
final class FooterCache {
  /** A footer takes several times its bytes on the heap. */
  private static final long MAX_FOOTER_BYTES =
      Math.min(16L << 20, Runtime.getRuntime().maxMemory() / 64);

  private final Map<Key, Footer> footers = new LinkedHashMap<>(64, 0.75f, true);
  private long footerBytes;

  private record Key(String path, long sizeBytes, long modifiedMillis) {}

  /** Returns the footer of {@code file}, read now or before. */
  Footer get(SourceFile file) {
    Key key = new Key(file.path(), file.sizeBytes(), file.modifiedMillis());
    synchronized (this) {
      Footer known = footers.get(key);
      if (known != null) {
        return known;
      }
    }
    Footer footer = FooterReader.read(file.path());
    keep(key, footer);
    return footer;
  }

  private synchronized void keep(Key key, Footer footer) {
    Footer before = footers.put(key, footer);
    footerBytes += footer.footerBytes() - (before == null ? 0 : before.footerBytes());
    var oldest = footers.entrySet().iterator();
    while (footerBytes > MAX_FOOTER_BYTES && oldest.hasNext()) {
      footerBytes -= oldest.next().getValue().footerBytes();
      oldest.remove();
    }
  }
}
