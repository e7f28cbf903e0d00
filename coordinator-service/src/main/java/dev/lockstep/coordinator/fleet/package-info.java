/**
 * One plan on all targets of a group: each member in a migration of its own, one wave after the other.
 *
 * <p>A fleet is a row with a list of members. The runner submits the migrations of a wave, and the next wave when all of
 * them have completed. When one has not, it stops, and rolls back by choice.
 */
@NullMarked
package dev.lockstep.coordinator.fleet;

import org.jspecify.annotations.NullMarked;
