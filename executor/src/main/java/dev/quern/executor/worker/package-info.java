/** Runs tasks: in this process or in a worker process of its own. */
@NullMarked
package dev.quern.executor.worker;

import org.jspecify.annotations.NullMarked;
