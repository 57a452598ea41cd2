package dev.quern.parser.syntax;

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
}
