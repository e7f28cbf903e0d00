package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.SagaRequest;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.SubmissionResult;
import dev.lockstep.coordinator.orchestration.SubmissionService;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.RunMode;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The migrations of the members of fleets. All methods take part in the current transaction. */
final class MemberMigrations {
    private final JdbcFleets stored;
    private final SubmissionService submissions;
    private final SagaJournal journal;
    private final SagaShell sagas;

    MemberMigrations(JdbcFleets stored, SubmissionService submissions, SagaJournal journal, SagaShell sagas) {
        this.stored = stored;
        this.submissions = submissions;
        this.journal = journal;
        this.sagas = sagas;
    }

    /**
     * Submits the migration of a member; takes over one with the same plan of an earlier fleet.
     *
     * @return why this is not possible; empty if it is done
     */
    Optional<String> submit(Fleet fleet, FleetMember member) {
        Plan plan = fleet.planOf(member.target());
        return switch (submissions.submit(plan, RunMode.MIGRATION, requester(fleet))) {
            case SubmissionResult.Accepted accepted -> {
                stored.setMigration(fleet.id(), member, accepted.migration().migration(), false);
                yield Optional.empty();
            }
            case SubmissionResult.Existing(MigrationId migration) -> {
                stored.setMigration(fleet.id(), member, migration, false);
                yield Optional.empty();
            }
            case SubmissionResult.NameConflict(MigrationId migration, Plan existing) -> {
                if (Fleet.withoutLabel(existing).equals(Fleet.withoutLabel(plan))) {
                    stored.setMigration(fleet.id(), member, migration, true);
                    yield Optional.empty();
                }
                yield Optional.of("the plan name \"%s\" is in use by migration %s, which has a different plan"
                        .formatted(plan.name(), migration));
            }
        };
    }

    /** Cancels a migration that has not started; does nothing otherwise. */
    void cancelIfWaiting(Fleet fleet, FleetMember member, String reason) {
        Requester requester = new Requester(fleet.actor(), "fleet %d stops: %s".formatted(fleet.id(), reason));
        MigrationId migration = Objects.requireNonNull(member.migration());
        // A start between reading and locking is a version mismatch. It keeps the lock, so the second attempt is the
        // last.
        if (cancelIfBeforeStart(migration, requester) instanceof CommandResult.VersionMismatch) {
            cancelIfBeforeStart(migration, requester);
        }
    }

    private @Nullable CommandResult cancelIfBeforeStart(MigrationId migration, Requester requester) {
        VersionedState read = journal.read(migration).orElseThrow();
        return read.state() instanceof SagaState.BeforeStart
                ? sagas.handle(
                        new SagaRequest(migration, OptionalLong.of(read.version()), requester, SagaCommand.Cancel::new))
                : null;
    }

    /**
     * Requests the rollback of a completed migration.
     *
     * @return why it is refused; empty if it is accepted
     */
    Optional<String> rollBack(Fleet fleet, FleetMember member) {
        CommandResult result = sagas.handle(SagaRequest.of(
                Objects.requireNonNull(member.migration()), requester(fleet), SagaCommand.Rollback::new));
        return switch (result) {
            case CommandResult.Accepted _r -> Optional.empty();
            case CommandResult.Refused(String reason) -> Optional.of(reason);
            case CommandResult.VersionMismatch _r -> throw new IllegalStateException("no version was expected");
            case CommandResult.UnknownMigration _r -> throw new IllegalStateException("no migration " + member);
        };
    }

    /** Whether a migration whose rollback was requested is completed, and stays so. */
    boolean isRollbackRefused(FleetMember member) {
        return state(Objects.requireNonNull(member.migration())) instanceof SagaState.Completed;
    }

    private SagaState state(MigrationId migration) {
        return journal.read(migration).orElseThrow().state();
    }

    private static Requester requester(Fleet fleet) {
        String what = "fleet %d (%s)".formatted(fleet.id(), fleet.plan().name());
        return new Requester(fleet.actor(), fleet.reason() == null ? what : what + ": " + fleet.reason());
    }
}
