package dev.quern.executor.operators.sort;

/**
 * The keys of the last row that can still be among the first ones: what comes behind it need not be
 * kept. Once set it only ever gets lower. Not thread-safe.
 */
final class TopThreshold {
  private final boolean exact;
  private final long[] words;
  private boolean isSet;

  TopThreshold(RowOrder order) {
    this.exact = order.isExact();
    this.words = new long[order.wordCount()];
  }

  /** Leaves out, from now on, rows that come behind the row at {@code address}. */
  void lowerTo(long address) {
    for (int word = 0; word < words.length; word++) {
      words[word] = RowOrder.word(address, word);
    }
    isSet = true;
  }

  /**
   * Writes the indexes of rows that may be before the threshold to {@code selected}, ascending.
   *
   * @return how many
   */
  int select(long[][] rowWords, int rowCount, int[] selected) {
    if (!isSet || words.length == 0) {
      return selectAll(rowCount, selected);
    }
    long[] firstWords = rowWords[0];
    long least = words[0] ^ Long.MIN_VALUE;
    int count = 0;
    for (int row = 0; row < rowCount; row++) {
      selected[count] = row;
      long word = firstWords[row] ^ Long.MIN_VALUE;
      if (word < least || (word == least && mayComeBefore(rowWords, row))) {
        count++;
      }
    }
    return count;
  }

  private static int selectAll(int rowCount, int[] selected) {
    for (int row = 0; row < rowCount; row++) {
      selected[row] = row;
    }
    return rowCount;
  }

  /** Decides for a row whose first word is that of the threshold. */
  private boolean mayComeBefore(long[][] rowWords, int row) {
    for (int word = 1; word < words.length; word++) {
      int order = Long.compareUnsigned(rowWords[word][row], words[word]);
      if (order != 0) {
        return order < 0;
      }
    }
    return !exact;
  }
}
