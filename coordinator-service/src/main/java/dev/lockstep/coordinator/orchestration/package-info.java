/**
 * The shell around the saga: load, decide, append with the expected version, and what must leave into the outbox, all in
 * one transaction.
 *
 * <p>Nothing here decides about a migration; it locks, numbers, writes and lets go. Targets are claimed by position:
 * a migration holds its targets once its position is the lowest on every one of them.
 */
@NullMarked
package dev.lockstep.coordinator.orchestration;

import org.jspecify.annotations.NullMarked;
