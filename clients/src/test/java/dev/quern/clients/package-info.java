/**
 * Well-known JDBC clients on the driver's jar: each class runs in a JVM of its own, with the jar
 * and no other module of Quern on the class path. {@link dev.quern.clients.SampleFolder} makes the
 * tables that all of them read.
 */
package dev.quern.clients;
