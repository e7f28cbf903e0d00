/**
 * The claims of migrations on their targets: one migration per target at a time, in the order of submission.
 *
 * <p>All targets of a migration are claimed together. Queued migrations state what they wait for.
 */
@NullMarked
package dev.lockstep.coordinator.queue;

import org.jspecify.annotations.NullMarked;
