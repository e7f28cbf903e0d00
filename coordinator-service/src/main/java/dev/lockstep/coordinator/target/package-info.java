/**
 * The targets that workers have registered: which targets exist, whether each is ready, and why it is not.
 *
 * <p>Registrations come from a compacted topic and are kept in the database, so every coordinator sees the same
 * readiness. One name with two identities, or one identity under two names, makes a target unusable.
 */
@NullMarked
package dev.lockstep.coordinator.target;

import org.jspecify.annotations.NullMarked;
