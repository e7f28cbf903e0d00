/**
 * Runs periodic tasks: each has an interval, and wake-ups that start it before the interval has passed.
 *
 * <p>A failed run is logged and retried after the interval, so an outage causes no busy loop. Tests call the tasks
 * directly.
 */
@NullMarked
package dev.lockstep.coordinator.schedule;

import org.jspecify.annotations.NullMarked;
