/**
 * Periodic work: a body, an interval, and a wake-up for when there is work before the interval has passed.
 *
 * <p>A failed run is logged and retried after the interval, so an outage causes no busy loop. Tests call the bodies
 * directly.
 */
@NullMarked
package dev.lockstep.coordinator.schedule;

import org.jspecify.annotations.NullMarked;
