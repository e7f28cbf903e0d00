package dev.lockstep.coordinator.action;

import dev.lockstep.coordinator.orchestration.VersionedState;

/** The result of an operator action. */
sealed interface ActionResult {
    record Accepted(VersionedState after) implements ActionResult {}

    /** The migration has another version than the operator has seen. */
    record VersionMismatch(long version) implements ActionResult {}

    record Refused(String reason) implements ActionResult {}

    record UnknownMigration() implements ActionResult {}
}
