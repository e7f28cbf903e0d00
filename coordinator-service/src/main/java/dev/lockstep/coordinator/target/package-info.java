/**
 * The targets that workers have registered: which targets exist, whether each is ready, and why it is not.
 *
 * <p>Every coordinator reads registrations and heartbeats from a compacted topic into memory. The database has a copy
 * for a start without Kafka. One name with two identities, or one identity under two names, makes a target unusable.
 */
@NullMarked
package dev.lockstep.coordinator.target;

import org.jspecify.annotations.NullMarked;
