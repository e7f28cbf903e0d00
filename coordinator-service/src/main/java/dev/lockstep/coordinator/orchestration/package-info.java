/**
 * Handles the commands to sagas: loads the state, lets the saga decide, appends the events with the expected version and
 * writes the effects, in one transaction.
 *
 * <p>The saga package makes all decisions about a migration. This package also creates migrations from valid plans and
 * starts migrations whose targets are free and ready.
 */
@NullMarked
package dev.lockstep.coordinator.orchestration;

import org.jspecify.annotations.NullMarked;
