/**
 * The rows of dispatches, with their leases and progress, and of scheduled retries.
 *
 * <p>Times are those of the database. A row whose time has come is handed to one coordinator, which locks its migration.
 */
@NullMarked
package dev.lockstep.coordinator.dispatch;

import org.jspecify.annotations.NullMarked;
