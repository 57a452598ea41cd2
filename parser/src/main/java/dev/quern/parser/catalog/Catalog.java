package dev.quern.parser.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables, views and files that a query can read. May be asked by several threads. */
public interface Catalog {
  /**
   * Returns the table or view of that name, or null if there is none. Names match without regard to
   * case.
   *
   * @param name the parts as the user wrote them: the table alone, or a schema and the table
   */
  @Nullable CatalogEntry find(List<String> name);

  /**
   * Returns the table that files make.
   *
   * @throws dev.quern.plan.errors.QueryException if there are no such files, an option is wrong, or
   *     the files cannot be read
   */
  CatalogTable open(FileCall call);

  /** Returns the names of all tables and views, as a user would write them; for messages. */
  List<String> names();
}
