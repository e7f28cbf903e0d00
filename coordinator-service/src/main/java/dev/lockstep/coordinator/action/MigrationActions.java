package dev.lockstep.coordinator.action;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.queue.TargetsClaimedException;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.SagaCommand;
import java.util.OptionalLong;
import java.util.function.Function;

/** Performs operator actions, each on the version of the migration that the operator has seen. */
final class MigrationActions {
    private final SagaJournal journal;
    private final SagaShell sagas;
    private final Transactions transactions;

    MigrationActions(SagaJournal journal, SagaShell sagas, Transactions transactions) {
        this.journal = journal;
        this.sagas = sagas;
        this.transactions = transactions;
    }

    /** An action on one migration; an empty version means any version. */
    record Request(
            MigrationId migration,
            Function<CommandContext, SagaCommand> command,
            Requester requester,
            OptionalLong version) {}

    ActionResult perform(Request request) {
        try {
            return transactions.run(() -> journal.lock(request.migration())
                    .map(before -> perform(before, request))
                    .orElseGet(ActionResult.UnknownMigration::new));
        } catch (TargetsClaimedException e) {
            return new ActionResult.Refused(String.valueOf(e.getMessage()));
        }
    }

    private ActionResult perform(VersionedState before, Request request) {
        OptionalLong version = request.version();
        if (version.isPresent() && version.getAsLong() != before.version()) {
            return new ActionResult.VersionMismatch(before.version());
        }
        return switch (sagas.handle(before, request.requester(), request.command())) {
            case CommandResult.Accepted accepted -> new ActionResult.Accepted(accepted.newState());
            case CommandResult.Refused(String reason) -> new ActionResult.Refused(reason);
            case CommandResult.UnknownMigration _r -> new ActionResult.UnknownMigration();
        };
    }
}
