/**
 * PostgreSQL as a local server. It runs with {@code fsync} on, except in tests. A login checks whether it is ready, and
 * databases and users are created through JDBC.
 */
@NullMarked
package dev.lockstep.stack.postgres;

import org.jspecify.annotations.NullMarked;
