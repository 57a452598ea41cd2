package dev.quern.executor.formats.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quern.plan.nodes.SourceFile;
import dev.quern.plan.nodes.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.junit.jupiter.api.Test;

class RowGroupSplitterTest {
  private final List<RowGroup> rowGroups = new ArrayList<>();

  @Test
  void aSplitIsAsLongAsItsOnlyRowGroup() {
    rowGroup(4, 30, 70);
    assertEquals(List.of("4+100"), splits(1));
    assertEquals(List.of("4+100"), splits(1_000));
  }

  @Test
  void neighboursAreTogetherUpToTheTarget() {
    rowGroup(4, 100);
    rowGroup(104, 100);
    rowGroup(204, 100);
    rowGroup(304, 50);
    assertEquals(List.of("4+100", "104+100", "204+100", "304+50"), splits(1));
    assertEquals(List.of("4+200", "204+150"), splits(200));
    assertEquals(List.of("4+350"), splits(350));
  }

  @Test
  void roomBetweenRowGroupsBelongsToASplitOnlyWithin() {
    rowGroup(4, 100);
    rowGroup(150, 100);
    assertEquals(List.of("4+246"), splits(200));
    assertEquals(List.of("4+100", "150+100"), splits(100));
  }

  @Test
  void prunedRowGroupsAreLeftOut() {
    rowGroup(4, 100);
    rowGroup(104, 100);
    rowGroup(204, 100);
    assertEquals(List.of("4+300"), splits(1_000, 104L));
    assertEquals(List.of("4+100", "204+100"), splits(100, 104L));
    assertEquals(List.of("104+100"), splits(1_000, 4L, 204L));
    assertEquals(List.of(), splits(1_000, 4L, 104L, 204L));
  }

  @Test
  void rowGroupsInAnyOrderAreReadOnce() {
    rowGroup(104, 100);
    rowGroup(4, 100);
    rowGroup(204, 100);
    rowGroup(304, 100);
    assertEquals(List.of("104+100", "4+100", "204+200"), splits(1_000));
  }

  @Test
  void overlappingRowGroupsAreReadOnce() {
    rowGroup(4, 100);
    rowGroup(54, 100);
    assertEquals(List.of("4+150"), splits(1_000));
    assertEquals(List.of("4+50", "54+100"), splits(1));
  }

  @Test
  void rowGroupsThatBeginTogetherAreReadTogether() {
    rowGroup(4, 0);
    rowGroup(4, 100);
    rowGroup(104, 100);
    rowGroup(104, 0);
    assertEquals(List.of("4+100", "104+100"), splits(1));
  }

  @Test
  void aRowGroupWithoutBytesHasASplit() {
    rowGroup(4, 0);
    assertEquals(List.of("4+1"), splits(1));
  }

  @Test
  void aFileWithoutRowGroupsHasNoSplit() {
    assertEquals(List.of(), splits(1));
  }

  private void rowGroup(long start, long... chunkBytes) {
    List<ColumnChunk> columns = new ArrayList<>();
    long offset = start;
    for (long bytes : chunkBytes) {
      ColumnMetaData metadata = new ColumnMetaData();
      metadata.setData_page_offset(offset);
      metadata.setTotal_compressed_size(bytes);
      ColumnChunk chunk = new ColumnChunk();
      chunk.setMeta_data(metadata);
      columns.add(chunk);
      offset += bytes;
    }
    RowGroup rowGroup = new RowGroup();
    rowGroup.setColumns(columns);
    rowGroups.add(rowGroup);
  }

  private List<String> splits(long targetBytes, Long... pruned) {
    Footer footer = new Footer("t.parquet", 1_000, 10, List.of(), rowGroups, 0);
    SourceFile file = new SourceFile("t.parquet", 1_000, 0, List.of());
    List<Split> splits = new ArrayList<>();
    new RowGroupSplitter(
            file, footer, rowGroup -> !Set.of(pruned).contains(Footer.start(rowGroup)), targetBytes)
        .addTo(splits);
    return splits.stream().map(split -> split.start() + "+" + split.length()).toList();
  }
}
