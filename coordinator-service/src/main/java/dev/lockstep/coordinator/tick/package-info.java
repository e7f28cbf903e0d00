/**
 * What runs again and again: a body, an interval, and a wake-up for when waiting would be a waste.
 *
 * <p>A tick that fails is logged and tried again after its interval, so an outage never becomes a busy loop. Every body
 * can also be called by hand, which is how tests turn the clock.
 */
@NullMarked
package dev.lockstep.coordinator.tick;

import org.jspecify.annotations.NullMarked;
