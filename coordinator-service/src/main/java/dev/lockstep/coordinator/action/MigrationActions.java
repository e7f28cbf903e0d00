package dev.lockstep.coordinator.action;

import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.SagaRequest;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.queue.TargetsClaimedException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;

/** Performs operator actions. An action is refused if the migration has another version than the operator sent. */
final class MigrationActions {
    private final SagaShell sagas;
    private final Transactions transactions;
    private final AuditTrail audit;
    private final JdbcQueue queue;

    MigrationActions(SagaShell sagas, Transactions transactions, AuditTrail audit, JdbcQueue queue) {
        this.sagas = sagas;
        this.transactions = transactions;
        this.audit = audit;
        this.queue = queue;
    }

    /** @param action the name of the action */
    ActionResult perform(String action, AuditTrail.Sender sender, SagaRequest request) {
        return unlessClaimed(() -> transactions.run(() -> {
            lockQueueFor(action);
            return resultOf(handle(sender, request), accepted -> new ActionResult.Accepted(accepted.newState()));
        }));
    }

    // Before the lock of the migration, as a submission does: two actions that move migrations before each other would
    // otherwise each hold the row that the other one needs.
    private void lockQueueFor(String action) {
        if (action.equals(ActionRequest.PRIORITISE)) {
            queue.lock();
        }
    }

    /**
     * Finds out what an action would do: performs it, with everything that belongs to it, in a transaction that is
     * rolled back.
     *
     * @param action the name of the action
     */
    ActionResult preview(String action, SagaRequest request) {
        return unlessClaimed(() -> transactions.runAndRollBack(() -> {
            lockQueueFor(action);
            return resultOf(
                    sagas.handle(request),
                    accepted -> new ActionResult.Previewed(ActionPreview.of(action, accepted, queue)));
        }));
    }

    private static ActionResult unlessClaimed(Supplier<ActionResult> work) {
        try {
            return work.get();
        } catch (TargetsClaimedException e) {
            return new ActionResult.Refused(String.valueOf(e.getMessage()));
        }
    }

    private static ActionResult resultOf(
            CommandResult result, Function<CommandResult.Accepted, ActionResult> ifAccepted) {
        return switch (result) {
            case CommandResult.Accepted accepted -> ifAccepted.apply(accepted);
            case CommandResult.Refused(String reason) -> new ActionResult.Refused(reason);
            case CommandResult.VersionMismatch(long version) -> new ActionResult.VersionMismatch(version);
            case CommandResult.UnknownMigration _r -> new ActionResult.UnknownMigration();
        };
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
