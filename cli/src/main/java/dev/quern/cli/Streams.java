package dev.quern.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Where a run of the command writes.
 *
 * @param out results, and only those; throws when the reader of a pipe is gone
 * @param err everything else
 */
record Streams(OutputStream out, PrintStream err) {
  /** Returns those of this process. {@code System.out} would hide that a pipe is closed. */
  static Streams standard() {
    return new Streams(new FileOutputStream(FileDescriptor.out), System.err);
  }
}
