/**
 * Turns the results of dispatches into saga commands: the reports of workers, and permanent rejections by Kafka.
 *
 * <p>Accepted and heartbeat reports only renew a lease. Unreadable messages, and reports from a database that the
 * migration is not bound to, go to the dead-letter topic; processing continues with the next message.
 */
@NullMarked
package dev.lockstep.coordinator.report;

import org.jspecify.annotations.NullMarked;
