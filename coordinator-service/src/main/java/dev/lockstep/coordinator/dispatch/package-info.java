/**
 * Stores dispatches with their leases and progress, and scheduled retries.
 *
 * <p>All times are read from the clock of the database. A lapsed lease or a due retry is handled by one coordinator, which
 * locks the migration.
 */
@NullMarked
package dev.lockstep.coordinator.dispatch;

import org.jspecify.annotations.NullMarked;
