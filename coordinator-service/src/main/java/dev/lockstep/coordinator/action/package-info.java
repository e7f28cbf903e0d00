/**
 * The write side of the API: submitted plans and operator actions.
 *
 * <p>A submission with an idempotency key is performed once. An action names the version of the migration that the
 * operator has seen, and is refused if the migration has changed since.
 */
@NullMarked
package dev.lockstep.coordinator.action;

import org.jspecify.annotations.NullMarked;
