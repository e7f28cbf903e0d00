/**
 * The claims of migrations on their targets: one migration per target at a time, in the order of submission.
 *
 * <p>A migration claims all its targets together. For a queued migration the package finds what it waits for.
 */
@NullMarked
package dev.lockstep.coordinator.queue;

import org.jspecify.annotations.NullMarked;
