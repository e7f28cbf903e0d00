package dev.lockstep.coordinator.downgrade;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.SagaRequest;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The rollbacks of the migrations of downgrades. All methods take part in the current transaction. */
final class MemberRollbacks {
    private final JdbcDowngrades stored;
    private final SagaJournal journal;
    private final SagaShell sagas;

    MemberRollbacks(JdbcDowngrades stored, SagaJournal journal, SagaShell sagas) {
        this.stored = stored;
        this.journal = journal;
        this.sagas = sagas;
    }

    /**
     * A migration of a downgrade with its state.
     *
     * @param move what is next about it
     */
    record Current(DowngradeMember member, SagaState.Submitted state, NextMove move) {
        boolean isDone() {
            return move instanceof NextMove.GoOn;
        }

        /** The targets that its rollback claims. */
        Collection<TargetName> targets() {
            return state.plan().expandPart().spec().targets();
        }

        MigrationState migrationState() {
            return MigrationState.of(state);
        }
    }

    /** All migrations of a downgrade with their states, in the order of their rollbacks. */
    List<Current> all(Downgrade downgrade) {
        List<DowngradeMember> members = stored.members(downgrade.id());
        Map<MigrationId, VersionedState> states =
                journal.readAll(members.stream().map(DowngradeMember::migration).toList());
        return members.stream()
                .map(member -> current(member, Objects.requireNonNull(states.get(member.migration()))))
                .toList();
    }

    private static Current current(DowngradeMember member, VersionedState read) {
        SagaState.Submitted state = (SagaState.Submitted) read.state();
        return new Current(member, state, NextMove.of(member, state));
    }

    /**
     * The first migration that is not done; empty if all are. If something is to be done about it, it stays locked until
     * the transaction ends, so that its state is the newest one.
     */
    Optional<Current> lockCurrent(Downgrade downgrade) {
        Optional<Current> found = current(downgrade);
        while (found.isPresent() && !(found.get().move() instanceof NextMove.Wait)) {
            DowngradeMember locked = found.get().member();
            stored.lockMigration(locked.migration());
            found = current(downgrade);
            if (found.map(Current::member).filter(locked::equals).isPresent()) {
                return found;
            }
        }
        return found;
    }

    private Optional<Current> current(Downgrade downgrade) {
        return all(downgrade).stream().filter(current -> !current.isDone()).findFirst();
    }

    /**
     * Requests the rollback of a migration in the name of who has requested or resumed the downgrade.
     *
     * @return why it is refused; empty if it is accepted
     */
    Optional<String> request(Downgrade downgrade, DowngradeMember member) {
        CommandResult result = sagas.handle(SagaRequest.of(
                member.migration(),
                new Requester(downgrade.actor(), downgrade.rollbackReason()),
                SagaCommand.Rollback::new));
        return switch (result) {
            case CommandResult.Accepted accepted -> {
                stored.setRequested(downgrade.id(), member, accepted.newState().version());
                yield Optional.empty();
            }
            case CommandResult.Refused(String reason) -> Optional.of(reason);
            case CommandResult.VersionMismatch _r -> throw new IllegalStateException("no version was expected");
            case CommandResult.UnknownMigration _r -> throw new IllegalStateException("no migration " + member);
        };
    }

    /** Withdraws the request of a rollback that waits for its approval. */
    void withdraw(Downgrade downgrade, Actor actor, String reason) {
        List<DowngradeMember> waiting = all(downgrade).stream()
                .filter(current -> current.state() instanceof SagaState.RollbackRequested)
                .map(Current::member)
                .filter(member -> member.requestedVersion() != null)
                .toList();
        Requester requester = new Requester(actor, "downgrade %d was cancelled: %s".formatted(downgrade.id(), reason));
        waiting.forEach(member -> sagas.handle(SagaRequest.of(member.migration(), requester, SagaCommand.Reject::new)));
    }
}
