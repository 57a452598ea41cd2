package dev.quern.executor.worker;

/** What a query is told of the workers. Called by threads of the pool; must return soon. */
public interface WorkerListener {
  /** A worker is ready; tasks may be sent to it. */
  void onReady(WorkerProcess worker);

  /** A worker has said something about the query. */
  void onMessage(WorkerProcess worker, WireMessage message);

  /** A worker that was ready is gone; another will follow. */
  void onLost(WorkerProcess worker, String reason);

  /** No worker can be started. */
  void onNoWorkers(String reason);
}
