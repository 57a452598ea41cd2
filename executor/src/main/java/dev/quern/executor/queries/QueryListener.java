package dev.quern.executor.queries;

/**
 * Is told how a query goes on. Called from the coordinator's thread; must return at once and not
 * throw.
 */
public interface QueryListener {
  QueryListener NONE = event -> {};

  void onEvent(QueryEvent event);
}
