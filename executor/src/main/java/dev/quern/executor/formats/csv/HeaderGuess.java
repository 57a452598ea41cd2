package dev.quern.executor.formats.csv;

import dev.quern.plan.types.DataType;
import dev.quern.plan.types.DataTypes;
import dev.quern.plan.types.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a file's first row is a header: it names the declared columns, or has a text where
 * all other rows have a number, date or truth value. If all rows are texts, it is one if its fields
 * are all there and all different.
 */
record HeaderGuess(
    List<String> texts,
    List<TypeGuess> firstRow,
    List<TypeGuess> others,
    @Nullable Schema declared) {

  boolean hasHeader() {
    if (declared != null && namesDeclaredColumns(declared)) {
      return true;
    }
    boolean allTexts = true;
    for (int i = 0; i < others.size(); i++) {
      DataType found = firstRow.get(i).type();
      boolean isText = firstRow.get(i).observed() > 0 && found.equals(DataTypes.VARCHAR);
      DataType usual =
          declared != null && i < declared.size() ? declared.type(i) : others.get(i).type();
      boolean isTyped =
          !usual.equals(DataTypes.VARCHAR) && (declared != null || others.get(i).observed() > 0);
      if (isTyped && isText) {
        return true;
      }
      allTexts &= isText && !isTyped;
    }
    return allTexts && areDistinct();
  }

  private boolean namesDeclaredColumns(Schema schema) {
    boolean matches = schema.size() == texts.size();
    for (int i = 0; i < texts.size() && matches; i++) {
      matches = schema.field(i).name().equalsIgnoreCase(texts.get(i).trim());
    }
    return matches;
  }

  private boolean areDistinct() {
    Set<String> seen = new HashSet<>();
    for (String text : texts) {
      if (!seen.add(text.toLowerCase(Locale.ROOT))) {
        return false;
      }
    }
    return true;
  }
}
