package dev.lockstep.coordinator.action;

import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.SagaRequest;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.TargetsClaimedException;
import org.springframework.http.HttpStatus;

/** Performs operator actions. An action is refused if the migration has another version than the operator sent. */
final class MigrationActions {
    private final SagaShell sagas;
    private final Transactions transactions;
    private final AuditTrail audit;

    MigrationActions(SagaShell sagas, Transactions transactions, AuditTrail audit) {
        this.sagas = sagas;
        this.transactions = transactions;
        this.audit = audit;
    }

    ActionResult perform(AuditTrail.Sender sender, SagaRequest request) {
        try {
            return switch (transactions.run(() -> handle(sender, request))) {
                case CommandResult.Accepted accepted -> new ActionResult.Accepted(accepted.newState());
                case CommandResult.Refused(String reason) -> new ActionResult.Refused(reason);
                case CommandResult.VersionMismatch(long version) -> new ActionResult.VersionMismatch(version);
                case CommandResult.UnknownMigration _r -> new ActionResult.UnknownMigration();
            };
        } catch (TargetsClaimedException e) {
            return new ActionResult.Refused(String.valueOf(e.getMessage()));
        }
    }

    private CommandResult handle(AuditTrail.Sender sender, SagaRequest request) {
        CommandResult result = sagas.handle(request);
        if (result instanceof CommandResult.Accepted) {
            audit.accepted(
                    sender,
                    HttpStatus.ACCEPTED.value(),
                    request.migration().toString(),
                    request.requester().reason());
        }
        return result;
    }
}
