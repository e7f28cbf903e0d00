package dev.lockstep.coordinator.action;

import dev.lockstep.coordinator.orchestration.VersionedState;

/** The result of an operator action. */
sealed interface ActionResult {
    record Accepted(VersionedState newState) implements ActionResult {}

    /** The action was only tried. */
    record Previewed(ActionPreview preview) implements ActionResult {}

    /** The migration does not have the version that the operator sent. */
    record VersionMismatch(long version) implements ActionResult {}

    record Refused(String reason) implements ActionResult {}

    record UnknownMigration() implements ActionResult {}
}
