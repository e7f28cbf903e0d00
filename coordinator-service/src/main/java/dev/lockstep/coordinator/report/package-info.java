/**
 * Turns the results of dispatches into saga commands: the reports of workers, and permanent rejections by Kafka.
 *
 * <p>All reports of a poll are handled in one transaction. Accepted and heartbeat reports only renew a lease. Unreadable messages go to the dead-letter topic, and so do
 * reports from a database that the migration is not bound to.
 */
@NullMarked
package dev.lockstep.coordinator.report;

import org.jspecify.annotations.NullMarked;
