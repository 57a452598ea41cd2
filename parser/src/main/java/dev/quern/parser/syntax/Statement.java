package dev.quern.parser.syntax;

import java.util.List;

/** One statement of a text; each keeps the part of the text that it stands for. */
public sealed interface Statement
    permits Query,
        CreateExternalTable,
        CreateView,
        DropTable,
        DropView,
        Copy,
        Explain,
        ShowTables,
        Describe,
        Summarize,
        SetOption {

  /** Returns the statement's text as the user wrote it, without the semicolon. */
  String sql();

  /**
   * Returns a name for each parameter of the statement, in order: "" for a question mark. All have
   * names, or none has; one name may stand at several places.
   */
  default List<String> parameterNames() {
    return List.of();
  }
}
