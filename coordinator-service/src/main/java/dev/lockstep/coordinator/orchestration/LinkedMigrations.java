package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.queue.TargetsClaimedException;
import dev.lockstep.coordinator.saga.Action;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.LinkedChange;
import dev.lockstep.coordinator.saga.OperatorActions;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Changes the migrations of contract steps in the transaction that completes the migration of their plan, or rolls it
 * back. All other transactions cost no statement here.
 */
public final class LinkedMigrations {
    private final JdbcMigrations migrations;
    private final JdbcClaims claims;
    private final SagaJournal journal;

    public LinkedMigrations(JdbcMigrations migrations, JdbcClaims claims, SagaJournal journal) {
        this.migrations = migrations;
        this.claims = claims;
        this.journal = journal;
    }

    /** Decides a command about a linked migration, and adds its transitions to the change. */
    @FunctionalInterface
    interface Decider {
        CommandResult decide(
                MigrationChange change, Requester requester, Function<CommandContext, SagaCommand> command);
    }

    /**
     * The changes of linked migrations that follow from these changes.
     *
     * @throws TargetsClaimedException if a migration is to be rolled back whose contract steps have begun
     */
    List<MigrationChange> follow(Collection<MigrationChange> changes, Decider decider) {
        List<MigrationChange> linked = new ArrayList<>();
        for (MigrationChange change : changes) {
            for (RecordedTransition recorded : change.transitions()) {
                LinkedChange.of(recorded.transition())
                        .flatMap(follow -> follow(follow, recorded.context(), decider))
                        .ifPresent(linked::add);
            }
        }
        return linked;
    }

    private Optional<MigrationChange> follow(LinkedChange follow, CommandContext cause, Decider decider) {
        return switch (follow) {
            case LinkedChange.Create create -> Optional.of(create(create, decider));
            case LinkedChange.Cancel cancel -> cancel(cancel, cause, decider);
        };
    }

    private MigrationChange create(LinkedChange.Create create, Decider decider) {
        LinkedChange.ContractSubmission submission = create.submission();
        claims.lockQueue();
        MigrationChange change = migrations
                .insertContract(create.contract(), submission.plan(), submission.expand())
                .change();
        var _ = decider.decide(
                change,
                new Requester(create.submitter(), "migration %s is completed".formatted(submission.expand())),
                context -> new SagaCommand.SubmitContract(context, create.contract(), submission));
        return change;
    }

    // Without a lock first: a contract that has begun never waits again, and a lock could close a cycle with a
    // transaction that handles reports on both migrations.
    private Optional<MigrationChange> cancel(LinkedChange.Cancel cancel, CommandContext cause, Decider decider) {
        SagaState found = journal.read(cancel.contract()).orElseThrow().state();
        if (!(found instanceof SagaState.AwaitingContract)) {
            requireNothingApplied(cancel, found);
            return Optional.empty();
        }
        MigrationChange change =
                Objects.requireNonNull(journal.lock(List.of(cancel.contract())).get(cancel.contract()));
        SagaState locked = change.current().state();
        if (!(locked instanceof SagaState.AwaitingContract)) {
            requireNothingApplied(cancel, locked);
            return Optional.empty();
        }
        var _ = decider.decide(
                change,
                new Requester(
                        cause.actor(),
                        "migration %s, whose contract steps these are, is rolled back: %s"
                                .formatted(cancel.expand(), cause.reason())),
                SagaCommand.Cancel::new);
        return Optional.of(change);
    }

    /** Whether a migration can be rolled back while the migration of its contract steps is in this state. */
    public static boolean permitsRollback(SagaState contract) {
        return contract instanceof SagaState.AwaitingContract
                || contract instanceof SagaState.Rejected
                || contract instanceof SagaState.Cancelled
                || contract instanceof SagaState.RolledBack
                || (contract instanceof SagaState.ClosedByOperator closed
                        && closed.data().leftApplied().isEmpty());
    }

    private static void requireNothingApplied(LinkedChange.Cancel cancel, SagaState contract) {
        if (!permitsRollback(contract)) {
            throw new TargetsClaimedException(
                    "migration %s cannot be rolled back: its contract steps have begun as migration %s, which is %s; %s"
                            .formatted(
                                    cancel.expand(),
                                    cancel.contract(),
                                    MigrationState.of(contract),
                                    hint(OperatorActions.allowed(contract), cancel.contract())));
        }
    }

    private static String hint(Set<Action> allowed, MigrationId contract) {
        if (allowed.contains(Action.ROLLBACK)) {
            return "roll back %s first".formatted(contract);
        }
        return allowed.contains(Action.CANCEL)
                ? "cancel %s first".formatted(contract)
                : "submit a plan that reverses the steps, or wait until %s has ended".formatted(contract);
    }
}
