/**
 * The targets as their workers register them: which are known, which are ready, and why one is not.
 *
 * <p>Registrations come from a compacted topic and are kept in the database, so that every coordinator judges alike. One
 * name with two identities, or one identity under two names, makes a target unusable.
 */
@NullMarked
package dev.lockstep.coordinator.target;

import org.jspecify.annotations.NullMarked;
