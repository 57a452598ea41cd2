package dev.quern.plan.errors;

/** Who has to act on an error, and whether running again can help. */
public enum ErrorKind {
  /** The query or its data is wrong; never retried. */
  USER,
  /** Memory, disk or time ran out. */
  RESOURCE,
  /** Storage, network or a lost process; may be retried. */
  EXTERNAL,
  /** A bug of Quern; no input may cause it. */
  INTERNAL,
  /** The user ended the query; not a failure. */
  CANCELLED
}
