/**
 * The public events of a migration, for other services to subscribe to.
 *
 * <p>Events are CloudEvents in binary mode on one topic, keyed by migration. Delivery is at least once. A subscriber
 * drops every event whose sequence is not above the last one it processed; the remaining events are in order and
 * without gaps, and the outcome of a round is its last event.
 */
@NullMarked
package dev.lockstep.contract.event;

import org.jspecify.annotations.NullMarked;
