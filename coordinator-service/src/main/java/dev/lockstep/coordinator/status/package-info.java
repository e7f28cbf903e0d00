/**
 * The read side: migrations, targets and timelines over HTTP, health, metrics and logs.
 *
 * <p>Views are folded from the journal; the progress of running dispatches comes from their rows. Nothing here changes a
 * migration.
 */
@NullMarked
package dev.lockstep.coordinator.status;

import org.jspecify.annotations.NullMarked;
