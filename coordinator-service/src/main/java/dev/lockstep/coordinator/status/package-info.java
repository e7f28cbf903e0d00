/**
 * The part of the API that reads migrations, targets and timelines, and health, metrics and logs.
 *
 * <p>The views are built from the journal, except for the progress of dispatches, which is read from the table of
 * dispatches. This package does not change migrations.
 */
@NullMarked
package dev.lockstep.coordinator.status;

import org.jspecify.annotations.NullMarked;
