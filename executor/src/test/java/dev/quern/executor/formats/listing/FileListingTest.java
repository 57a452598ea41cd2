package dev.quern.executor.formats.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Field;
import dev.quern.plan.types.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileListingTest {
  @TempDir private Path root;
  private FileListing listing;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String name :
        List.of(
            "a.csv",
            "b.csv",
            "notes.txt",
            ".hidden.csv",
            "_log/x.csv",
            "flat/1.csv",
            "flat/2.csv",
            "deep/y=2020/m=01/p.csv",
            "deep/y=2021/m=02/p.csv",
            "deep/y=__HIVE_DEFAULT_PARTITION__/m=a%2Fb/p.csv",
            "[odd].csv")) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x\n");
    }
    listing = new FileListing(root, name -> name.endsWith(".csv"));
  }

  private List<String> names(String... paths) {
    return listing.list(List.of(paths)).files().stream()
        .map(file -> root.toAbsolutePath().normalize().relativize(Path.of(file.path())).toString())
        .toList();
  }

  @Test
  void findsFileFolderAndGlob() {
    assertEquals(List.of("a.csv"), names("a.csv"));
    assertEquals(List.of("flat/1.csv", "flat/2.csv"), names("flat"));
    assertEquals(List.of("[odd].csv", "a.csv", "b.csv"), names("*.csv"));
    assertEquals(List.of("a.csv", "b.csv"), names("{a,b}.csv"));
    assertEquals(List.of("flat/1.csv", "flat/2.csv"), names("fl?t/[0-9].csv"));
    assertEquals(List.of("[odd].csv"), names("[odd].csv"));
  }

  @Test
  void doubleStarCrossesFolders() {
    assertEquals(3, names("deep/**/*.csv").size());
    assertEquals(List.of("flat/1.csv", "flat/2.csv"), names("f*"));
  }

  @Test
  void partitionFoldersBecomeTypedColumns() {
    Listing deep = listing.list(List.of("deep"));
    assertEquals(
        Schema.of(Field.of("y", DataTypes.BIGINT), Field.of("m", DataTypes.VARCHAR)),
        deep.partitionSchema());
    assertEquals(List.of("2020", "01"), deep.files().get(0).partitionValues());
    assertEquals(Arrays.asList(null, "a/b"), deep.files().get(2).partitionValues());
  }

  @Test
  void refusesMixedLayouts() {
    QueryException e =
        assertThrows(QueryException.class, () -> listing.list(List.of("flat", "deep")));
    assertEquals(ErrorCode.MALFORMED_FILE, e.code());
  }

  @Test
  void namesWhatWasNotFoundAndWhatIsNear() {
    QueryException e = assertThrows(QueryException.class, () -> listing.list(List.of("flta")));
    assertEquals(ErrorCode.FILE_NOT_FOUND, e.code());
    assertTrue(e.message().contains("did you mean flat?"), e.message());
    assertThrows(QueryException.class, () -> listing.list(List.of("*.parquet")));
  }
}
