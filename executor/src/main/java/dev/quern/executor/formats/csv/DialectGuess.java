package dev.quern.executor.formats.csv;

import dev.quern.plan.errors.ErrorCode;
import dev.quern.plan.errors.QueryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds delimiter, quote and escape from the first bytes of a file: the combination under which all
 * rows have the same number of fields. If none stands out, that is an error that says what was
 * tried; a worse guess is never taken in silence.
 */
final class DialectGuess {
  private static final char[] DELIMITERS = {',', '\t', ';', '|'};
  private static final int MAX_ROWS = 1000;

  /** Share of rows that must agree when not all do. */
  private static final double CLEAR_MAJORITY = 0.5;

  private final String path;
  private final byte[] sample;
  private final boolean isWholeFile;
  private final CsvOptions options;
  private final boolean hasApostrophe;

  /**
   * Prepares for a sample.
   *
   * @param sample bytes from the first row on
   * @param isWholeFile whether the file ends with the sample
   */
  DialectGuess(String path, byte[] sample, boolean isWholeFile, CsvOptions options) {
    this.path = path;
    this.sample = sample;
    this.isWholeFile = isWholeFile;
    this.options = options;
    boolean found = false;
    for (byte next : sample) {
      found |= next == '\'';
    }
    this.hasApostrophe = found;
  }

  /**
   * How the sample looks under one combination.
   *
   * @param first fields of the first row
   * @param usual most frequent number of fields
   * @param share part of the rows that have so many
   */
  private record Candidate(
      CsvDialect dialect,
      int first,
      int usual,
      double share,
      int irregularities,
      int quotedFields) {

    static Candidate of(
        CsvDialect dialect, int[] counts, int rows, int irregularities, int quotedFields) {
      int first = rows == 0 ? 1 : counts[0];
      Arrays.sort(counts, 0, rows);
      int usual = 1;
      int usualRows = 0;
      int run = 0;
      for (int i = 0; i < rows; i++) {
        run = i > 0 && counts[i] == counts[i - 1] ? run + 1 : 1;
        // The larger number wins a tie: the counts ascend.
        if (run >= usualRows) {
          usual = counts[i];
          usualRows = run;
        }
      }
      double share = rows == 0 ? 1 : (double) usualRows / rows;
      return new Candidate(dialect, first, usual, share, irregularities, quotedFields);
    }

    CsvDialect settled() {
      return dialect.withColumns(first);
    }
  }

  /**
   * Returns the dialect, with the number of columns of the first row.
   *
   * @throws QueryException MALFORMED_FILE if the delimiter is ambiguous
   */
  CsvDialect guess() {
    List<Candidate> candidates = new ArrayList<>();
    for (int delimiter : delimiters()) {
      candidates.add(bestQuoting(delimiter));
    }
    if (candidates.size() == 1) {
      return candidates.get(0).settled();
    }
    Candidate best = consistent(candidates);
    if (best == null) {
      best = majority(candidates);
    }
    return best == null ? singleColumn(candidates) : best.settled();
  }

  private int[] delimiters() {
    int given = options.character(CsvOption.DELIMITER);
    if (options.isSet(CsvOption.DELIMITER)) {
      return new int[] {given};
    }
    int[] all = new int[DELIMITERS.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = DELIMITERS[i];
    }
    return all;
  }

  private Candidate bestQuoting(int delimiter) {
    CsvDialect plain = CsvDialect.of(options, 0);
    CsvDialect base = new CsvDialect(delimiter, plain.quote(), plain.escape(), plain.comment(), 0);
    Candidate best = parse(base);
    if (best.irregularities > 0 && !options.isSet(CsvOption.ESCAPE)) {
      Candidate escaped = parse(new CsvDialect(delimiter, base.quote(), '\\', base.comment(), 0));
      best = escaped.irregularities < best.irregularities ? escaped : best;
    }
    if (best.quotedFields == 0 && hasApostrophe && !options.isSet(CsvOption.QUOTE)) {
      Candidate single = parse(new CsvDialect(delimiter, '\'', '\'', base.comment(), 0));
      boolean isBetter =
          single.quotedFields > 0 && single.irregularities == 0 && single.share() >= best.share();
      best = isBetter ? single : best;
    }
    return best;
  }

  private static @Nullable Candidate consistent(List<Candidate> candidates) {
    Candidate best = null;
    for (Candidate candidate : candidates) {
      boolean isConsistent = candidate.share() == 1 && candidate.first() > 1;
      if (isConsistent && (best == null || candidate.first() > best.first())) {
        best = candidate;
      }
    }
    return best;
  }

  /** Returns a candidate that most rows and the first one agree to. */
  private @Nullable Candidate majority(List<Candidate> candidates) {
    Candidate best = null;
    for (Candidate candidate : candidates) {
      boolean isClear = candidate.usual() > 1 && candidate.share() > CLEAR_MAJORITY;
      boolean startsSo =
          candidate.first() == candidate.usual()
              || (options.nullPadding() && candidate.first() > candidate.usual());
      if (isClear && startsSo && (best == null || candidate.share() > best.share())) {
        best = candidate;
      }
    }
    return best;
  }

  private CsvDialect singleColumn(List<Candidate> candidates) {
    for (Candidate candidate : candidates) {
      if (candidate.usual() > 1 || candidate.first() > 1) {
        throw ambiguous(candidates);
      }
    }
    for (Candidate candidate : candidates) {
      if (candidate.share() == 1) {
        return candidate.settled();
      }
    }
    throw ambiguous(candidates);
  }

  private QueryException ambiguous(List<Candidate> candidates) {
    StringBuilder tried = new StringBuilder();
    for (Candidate candidate : candidates) {
      tried
          .append(tried.isEmpty() ? "" : ", ")
          .append(
              candidate.dialect.delimiter() == '\t'
                  ? "tab"
                  : "'" + (char) candidate.dialect.delimiter() + "'")
          .append(" gives ")
          .append(candidate.first())
          .append(" in the first row and ")
          .append(candidate.usual())
          .append(" in ")
          .append(Math.round(candidate.share() * 100))
          .append("% of the rows");
    }
    return new QueryException(
        ErrorCode.MALFORMED_FILE,
        "Cannot tell the delimiter of a CSV file: file="
            + path
            + ", fields: "
            + tried
            + "; set delimiter, or skip => n if n lines stand before the header");
  }

  private Candidate parse(CsvDialect dialect) {
    int[] counts = new int[MAX_ROWS];
    int rows = 0;
    int fields = 1;
    int irregularities = 0;
    int quotedFields = 0;
    boolean isQuoted = false;
    boolean wasQuoted = false;
    boolean isFieldStart = true;
    int rowStart = 0;
    for (int i = 0; i < sample.length && rows < MAX_ROWS; i++) {
      byte next = sample[i];
      if (isQuoted) {
        boolean isEscape = next == dialect.escape() || next == dialect.quote();
        if (isEscape && i + 1 < sample.length && sample[i + 1] == dialect.quote()) {
          i++;
        } else if (next == dialect.quote()) {
          isQuoted = false;
          wasQuoted = true;
        }
      } else if (next == dialect.delimiter()) {
        fields++;
        isFieldStart = true;
        wasQuoted = false;
        continue;
      } else if (RowIndex.isLineEnd(next)) {
        if (i > rowStart && sample[rowStart] != dialect.comment()) {
          counts[rows++] = fields;
        }
        fields = 1;
        rowStart = i + 1;
        isFieldStart = true;
        wasQuoted = false;
        continue;
      } else if (isFieldStart && next == dialect.quote()) {
        isQuoted = true;
        quotedFields++;
      } else if (wasQuoted) {
        irregularities++;
        wasQuoted = false;
      }
      isFieldStart = false;
    }
    if (isWholeFile && rows < MAX_ROWS && rowStart < sample.length) {
      irregularities += isQuoted ? 1 : 0;
      counts[rows++] = fields;
    } else if (rows == 0) {
      counts[rows++] = fields;
    }
    return Candidate.of(dialect, counts, rows, irregularities, quotedFields);
  }
}
