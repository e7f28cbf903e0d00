package dev.lockstep.coordinator.action;

import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.SagaRequest;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.queue.TargetsClaimedException;

/** Performs operator actions. An action is refused if the migration has another version than the operator sent. */
final class MigrationActions {
    private final SagaShell sagas;

    MigrationActions(SagaShell sagas) {
        this.sagas = sagas;
    }

    ActionResult perform(SagaRequest request) {
        try {
            return switch (sagas.handle(request)) {
                case CommandResult.Accepted accepted -> new ActionResult.Accepted(accepted.newState());
                case CommandResult.Refused(String reason) -> new ActionResult.Refused(reason);
                case CommandResult.VersionMismatch(long version) -> new ActionResult.VersionMismatch(version);
                case CommandResult.UnknownMigration _r -> new ActionResult.UnknownMigration();
            };
        } catch (TargetsClaimedException e) {
            return new ActionResult.Refused(String.valueOf(e.getMessage()));
        }
    }
}
