/**
 * The part of the API that changes migrations: submissions and operator actions.
 *
 * <p>A submission with an idempotency key is performed once. An operator sends the version of the migration with each
 * action. If the migration has another version, the action is refused.
 */
@NullMarked
package dev.lockstep.coordinator.action;

import org.jspecify.annotations.NullMarked;
