/**
 * Purges: the journals of a migration are removed from its targets when their retention has ended, or when an
 * administrator requests it.
 *
 * <p>A purge is outside of the saga, like an erasure. It is decided under the lock of its migration, which can no longer
 * be rolled back from then on. Each step has a request of its own, which is sent while its target is free.
 */
@NullMarked
package dev.lockstep.coordinator.purge;

import org.jspecify.annotations.NullMarked;
