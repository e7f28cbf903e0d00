/**
 * The coordinator takes plans in and drives each migration to one of its outcomes. The rules are a pure saga; around it
 * a thin shell loads, decides and appends, and an outbox carries what was decided to the workers. Its truth is the
 * journal in its own PostgreSQL, never what Kafka happens to hold.
 */
@NullMarked
package dev.lockstep.coordinator;

import org.jspecify.annotations.NullMarked;
